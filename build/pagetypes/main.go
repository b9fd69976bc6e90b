// Command pagetypes writes what the page knows of Go's types: frontend/src/lib/lists.ts,
// the kinds, states and codes that Go's constants name, as unions, and which list of a set
// of changes holds the rows of which kind; and in frontend/src/bridge shapes.ts, the
// structs that go between Go and the page, requests.ts, the commands and calls, and
// services.ts, the methods that Wails binds.
//
// A text field whose words are a closed list names it with the tag `of`, see unions.go.
//
//	go run ./build/pagetypes
package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	dir          = "frontend/src/bridge/"
	listsFile    = "frontend/src/lib/lists.ts"
	shapesFile   = dir + "shapes.ts"
	requestsFile = dir + "requests.ts"
	servicesFile = dir + "services.ts"
)

func main() {
	files, err := generate(".")
	for name, text := range files {
		err = errors.Join(err, os.WriteFile(name, text, 0o600))
	}
	if err != nil {
		slog.Error("write the page's types", "err", err)
		os.Exit(1)
	}
}

// generate gives the files by name; root is the folder of the module.
func generate(root string) (map[string][]byte, error) {
	lists, err := generateLists(root)
	if err != nil {
		return nil, err
	}
	sh := newShapes()
	files := map[string][]byte{listsFile: lists, requestsFile: generateRequests(sh), servicesFile: generateServices(sh)}
	sh.of(reflect.TypeFor[wire.Rows]())
	files[shapesFile] = sh.write() // last: it has what the others named
	return files, errors.Join(sh.errs...)
}

// generateLists gives the closed lists.
func generateLists(root string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("/* eslint-disable max-lines -- generated, and one thing */\n/**\n * Kinds, states and codes as Go names them. Written by `go run ./build/pagetypes`: change the Go code, not this file.\n */\n")
	writeLists(&b)
	channels, err := valuesOf(filepath.Join(root, "backend/desk"), "Channel")
	if err != nil {
		return nil, err
	}
	writeChannels(&b, channels)
	for _, u := range unions {
		if u.list == "" {
			continue // written above, with more than its names
		}
		values, err := valuesOf(filepath.Join(root, u.dir), u.goType())
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n/** %s */\nexport const %s = [\n", u.about, u.list)
		for _, v := range values {
			fmt.Fprintf(&b, "  '%s',\n", v)
		}
		fmt.Fprintf(&b, "] as const;\n/** One of %s. */\nexport type %s = (typeof %s)[number];\n", u.list, u.name, u.list)
	}
	return b.Bytes(), nil
}

// writeLists says which list of wire.Rows holds which kind.
func writeLists(b *bytes.Buffer) {
	b.WriteString("\n/** The list of wire.Rows that holds each kind of row. */\nexport const listOf = {\n")
	for f := range reflect.TypeFor[wire.Rows]().Fields() {
		fmt.Fprintf(b, "  %s: '%s',\n", f.Tag.Get("kind"), f.Tag.Get("json"))
	}
	b.WriteString("} as const;\n/** A kind of row. */\nexport type Kind = keyof typeof listOf;\n")
}

// writeChannels tells what differs between the channels.
func writeChannels(b *bytes.Buffer, channels []string) {
	b.WriteString("\n/** What differs between the channels. windowMs: how long free text may be sent after the customer's last message; 0 = always. */\n" +
		"export const channelRules = {\n")
	for _, c := range channels {
		r := channel.RulesOf(desk.Channel(c))
		fmt.Fprintf(b, "  %s: { name: '%s', windowMs: %d, maxText: %d, textOnly: %t },\n", c, r.Name, r.Window.Milliseconds(), r.MaxText, r.TextOnly)
	}
	fmt.Fprintf(b, "} as const;\n/** The characters of an SMS in its own alphabet; those of the extension take two places. */\n"+
		"export const smsAlphabet = { basic: %s, extended: %s } as const;\n", strconv.Quote(channel.SMSBasic), strconv.Quote(channel.SMSExtended))
	b.WriteString("/** What a customer uses to talk to us. */\nexport type Channel = keyof typeof channelRules;\n")
}

// valuesOf gives the values of a type's constants in the order of the code; "Phase*"
// stands for the constants without a type whose names begin so.
func valuesOf(dir, goType string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	var values []string
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, 0)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", p, err)
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				values = append(values, constants(g, goType)...)
			}
		}
	}
	if len(values) == 0 {
		return nil, fmt.Errorf("%s has no constants of type %s", dir, goType)
	}
	return values, nil
}

func constants(g *ast.GenDecl, goType string) (values []string) {
	for _, s := range g.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		if !isOf(v, goType) {
			continue
		}
		for _, e := range v.Values {
			lit, isText := e.(*ast.BasicLit)
			if !isText || lit.Kind != token.STRING {
				continue
			}
			if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
				values = append(values, s)
			}
		}
	}
	return values
}

func isOf(v *ast.ValueSpec, goType string) bool {
	if prefix, ok := strings.CutSuffix(goType, "*"); ok {
		return v.Type == nil && strings.HasPrefix(v.Names[0].Name, prefix)
	}
	t, named := v.Type.(*ast.Ident)
	return named && t.Name == goType
}
