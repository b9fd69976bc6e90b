// Package metaspec checks requests and answers against Meta's OpenAPI file.
//
// It is for tests: of what package meta sends, and of what the sandbox
// answers. It is not for running code and never ships: Meta's file is partly
// machine-written, and a real answer may differ from it. Where the file is
// known to be wrong it is corrected while it is read; Exceptions lists each
// correction with its reason.
//
// It has no place in the flow.
package metaspec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// FileName is the name of Meta's file.
const FileName = "business-messaging-api_v23.0.yaml"

// Find looks for Meta's file: in the folder facts of the reference folder that
// the environment variable PARLEY_SHARED names, or that lies beside the
// repository. A test that cannot find it is skipped.
func Find() (path string, ok bool) {
	root := os.Getenv("PARLEY_SHARED")
	for dir, _ := os.Getwd(); root == "" && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = filepath.Join(filepath.Dir(dir), "shared")
		}
	}
	path = filepath.Join(root, "facts", FileName)
	_, err := os.Stat(path) //nolint:gosec // whoever runs the tests names the folder
	return path, err == nil
}

// Spec is Meta's file, corrected and ready to check. Several tests may use it
// at once.
type Spec struct {
	doc   map[string]any
	paths map[string]any

	mu       sync.Mutex // guards compiler, which remembers what it compiled
	compiler *jsonschema.Compiler
}

// The names under which the two readings of the file are compiled: requests
// may have no key that the file does not name, answers may.
const (
	strictName = "file:///request.json"
	openName   = "file:///answer.json"
)

// Load reads Meta's file. It fails if one of the Exceptions has no place in it
// any more: then the file has changed, and so must the list.
func Load(path string) (*Spec, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // a test's own argument
	if err != nil {
		return nil, err
	}
	open, err := parse(raw)
	if err != nil {
		return nil, err
	}
	strict, err := parse(raw)
	if err != nil {
		return nil, err
	}
	closeObjects(strict)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	for name, doc := range map[string]any{strictName: strict, openName: open} {
		if err := c.AddResource(name, doc); err != nil {
			return nil, err
		}
	}
	return &Spec{doc: open, paths: object(open, "paths"), compiler: c}, nil
}

// parse reads the YAML and makes good what OpenAPI and the file's authors
// write differently from JSON Schema.
func parse(raw []byte) (map[string]any, error) {
	var loose any
	if err := yaml.Unmarshal(raw, &loose); err != nil {
		return nil, fmt.Errorf("read Meta's file: %w", err)
	}
	// Through JSON once: the validator wants JSON's types, and YAML has keys
	// that are numbers.
	b, err := json.Marshal(stringKeys(loose))
	if err != nil {
		return nil, fmt.Errorf("read Meta's file: %w", err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read Meta's file: %w", err)
	}
	doc, ok := parsed.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("read Meta's file: not an object")
	}
	for _, e := range Exceptions {
		if !e.apply(doc) {
			return nil, fmt.Errorf("the exception %q has no place in the file any more", e.Name)
		}
	}
	repair(doc)
	return doc, nil
}

// operation is one method of one path, with the pointer to it.
type operation struct {
	template string
	method   string
	node     map[string]any
	params   map[string]string // of the path, by name
}

// find lists the operations that a path can mean: several, since the last part
// of /v23.0/123 may be any id. A template of the file means itself.
func (s *Spec) find(method, path string) []operation {
	method = strings.ToLower(method)
	parts := strings.Split(strings.Trim(path, "/"), "/")
	var out []operation
	best := -1
	for template := range s.paths {
		node, ok := object(s.paths, template)[method].(map[string]any)
		if !ok {
			continue
		}
		params, literals, ok := match(strings.Split(strings.Trim(template, "/"), "/"), parts)
		if template == path {
			return []operation{{template, method, node, nil}}
		}
		if !ok || literals < best {
			continue
		}
		if literals > best {
			best, out = literals, nil
		}
		out = append(out, operation{template, method, node, params})
	}
	slices.SortFunc(out, func(a, b operation) int { return strings.Compare(a.template, b.template) })
	return out
}

// match compares part by part and counts those that are the same word.
func match(template, parts []string) (params map[string]string, literals int, ok bool) {
	if len(template) != len(parts) {
		return nil, 0, false
	}
	params = map[string]string{}
	for i, t := range template {
		switch {
		case strings.HasPrefix(t, "{"):
			params[strings.Trim(t, "{}")] = parts[i]
		case t == parts[i]:
			literals++
		default:
			return nil, 0, false
		}
	}
	return params, literals, true
}

// versioned is how every path begins; some operations of the file do not say
// what a version looks like.
var versioned = regexp.MustCompile(`^/(v[0-9]+\.[0-9]+|\{Version\})/`)

// anyOf runs a check against each operation that a path can mean and returns
// the shortest list of complaints.
func (s *Spec) anyOf(method, path string, check func(operation) []string) []string {
	ops := s.find(method, path)
	if len(ops) == 0 || !versioned.MatchString(path) {
		return []string{fmt.Sprintf("%s %s: not in the file", method, path)}
	}
	var best []string
	for i, op := range ops {
		bad := check(op)
		if len(bad) == 0 {
			return nil
		}
		if i == 0 || len(bad) < len(best) {
			best = bad
		}
	}
	return best
}

// validate checks a value against the schema at a pointer of a document.
func (s *Spec) validate(document, pointer string, value any) []string {
	s.mu.Lock()
	schema, err := s.compiler.Compile(document + "#" + pointer)
	s.mu.Unlock()
	if err != nil {
		return []string{fmt.Sprintf("the schema %s does not compile: %v", pointer, err)}
	}
	err = schema.Validate(value)
	if err == nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(err.Error()), "\n")
}

// pointer writes a JSON pointer.
func pointer(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1", "%", "%25", "{", "%7B", "}", "%7D").Replace(p))
	}
	return b.String()
}

// object gives m[key] as an object, empty if it is none.
func object(m map[string]any, key string) map[string]any {
	o, _ := m[key].(map[string]any)
	return o
}
