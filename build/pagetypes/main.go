// Command pagetypes writes what the page knows of Go's types:
// frontend/src/bridge/requests.ts, the commands and calls, and generated.ts: the kinds, states and
// codes that Go's constants name, as TypeScript unions, and which list of a set of
// changes holds the rows of which kind. Wails writes the shapes of the rows
// (frontend/wailsjs); a plain text field has no union there.
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

const file = "frontend/src/bridge/generated.ts"

// union is one type of Go that becomes a union.
type union struct {
	dir, goType string
	name, list  string // in TypeScript
	about       string
}

var unions = []union{
	{"backend/desk", "Code", "ErrorCode", "errorCodes", "What kind of failure an error is."},
	{"backend/desk", "Role", "Role", "roles", "Who somebody is: User.role, AppState.role."},
	{"backend/desk", "PresenceState", "Presence", "presences", "Whether somebody takes conversations: User.presence and User.chosen."},
	{"backend/desk", "Mode", "Mode", "modes", "How an inbox hands out conversations: Inbox.mode."},
	{"backend/desk", "NumberState", "NumberState", "numberStates", "How far a business number has come: BusinessNumber.state."},
	{"backend/desk", "InteractionState", "InteractionState", "interactionStates", "Where an interaction stands: Interaction.state, Thread.state."},
	{"backend/desk", "OfferState", "OfferState", "offerStates", "What became of an offer: Offer.state."},
	{"backend/desk", "SpanBegin", "SpanBegin", "spanBegins", "How somebody came to own an interaction: Span.began."},
	{"backend/desk", "SpanEnd", "SpanEnd", "spanEnds", "How they ceased to: Span.ended."},
	{"backend/desk", "MessageKind", "MessageKind", "messageKinds", "What a message is: Message.type."},
	{"backend/desk", "Status", "MessageStatus", "messageStatuses", "How far a message of ours has come: Message.status."},
	{"backend/desk", "MediaState", "MediaState", "mediaStates", "How far a file has come: Media.state."},
	{"backend/desk", "NoticeKind", "NoticeKind", "noticeKinds", "What a notice is about: Notice.type."},
	{"backend/desk", "Alarm", "Alarm", "alarms", "What is wrong with a relay: Notice.subject of type relay."},
	{"backend/lifecycle", "EndReason", "EndReason", "endReasons", "Why an interaction ended: Interaction.endReason."},
	{"backend/lifecycle", "Disposition", "Disposition", "dispositions", "What an interaction came to: Interaction.disposition."},
	{"backend/lifecycle", "Rule", "DispositionRule", "dispositionRules", "By which rule: Interaction.dispositionRule."},
	{"backend/routing/rules/v1", "Outcome", "Outcome", "outcomes", "What routing decided: Decision.outcome."},
	{"backend/routing/rules/v1", "Cause", "Cause", "causes", "Why it came out so: Decision.cause."},
	{"backend/routing/rules/v1", "Reason", "Reason", "reasons", "Why somebody won or did not: Candidate.reason, Decision.reason, Offer.why."},
}

func main() {
	text, err := generate(".")
	if err == nil {
		err = errors.Join(os.WriteFile(file, text, 0o600), os.WriteFile(requestsFile, generateRequests(), 0o600))
	}
	if err != nil {
		slog.Error("write the page's types", "err", err)
		os.Exit(1)
	}
}

// generate gives the text of the file; root is the folder of the module.
func generate(root string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("/**\n * Kinds, states and codes as Go names them. Written by `go run ./build/pagetypes`: change the Go code, not this file.\n */\n" +
		"import type { wire } from '@wailsjs/go/models';\n")
	writeLists(&b)
	channels, err := valuesOf(filepath.Join(root, "backend/desk"), "Channel")
	if err != nil {
		return nil, err
	}
	writeChannels(&b, channels)
	for _, u := range unions {
		values, err := valuesOf(filepath.Join(root, u.dir), u.goType)
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
	b.WriteString("\n/** Rows by kind, as they come and as the window keeps them. */\nexport type Rows = wire.Rows;\n" +
		"/** The lists of Rows. */\nexport type RowList = keyof Rows;\n\n/** The list of each kind of row. */\nexport const listOf = {\n")
	t := reflect.TypeFor[wire.Rows]()
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Fprintf(b, "  %s: '%s',\n", f.Tag.Get("kind"), f.Tag.Get("json"))
	}
	b.WriteString("} as const satisfies Readonly<Record<string, RowList>>;\n/** A kind of row. */\nexport type Kind = keyof typeof listOf;\n\n")
	for i := range t.NumField() {
		name := t.Field(i).Type.Elem().Name()
		as := name
		if as == "Number" { // what it is called in JavaScript is taken
			as = "BusinessNumber"
		}
		fmt.Fprintf(b, "export type %s = wire.%s;\n", as, name)
	}
}

// writeChannels tells what differs between the channels.
func writeChannels(b *bytes.Buffer, channels []string) {
	b.WriteString("\n/** What differs between the channels. windowMs: how long free text may be sent after the customer's last message; 0 = always. */\n" +
		"export const channelRules = {\n")
	for _, c := range channels {
		r := channel.RulesOf(desk.Channel(c))
		fmt.Fprintf(b, "  %s: { name: '%s', windowMs: %d },\n", c, r.Name, r.Window.Milliseconds())
	}
	b.WriteString("} as const;\n/** What a customer uses to talk to us. */\nexport type Channel = keyof typeof channelRules;\n")
}

// valuesOf gives the values of a type's constants in the order of the code.
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
		if t, named := v.Type.(*ast.Ident); !named || t.Name != goType {
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
