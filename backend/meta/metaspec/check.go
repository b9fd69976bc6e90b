package metaspec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// CheckRequest says what is wrong with a request; nothing is nil. The path
// starts with the version, as in /v23.0/123/messages, or is a template of the
// file, as in /{Version}/{Media-ID}, where a number alone does not tell what
// it is the id of.
func (s *Spec) CheckRequest(method, path string, query url.Values, contentType string, body []byte) []string {
	return s.anyOf(method, path, func(op operation) []string {
		bad := s.checkParams(op, query)
		return append(bad, s.checkBody(op, contentType, body)...)
	})
}

// CheckResponse says what is wrong with an answer; nothing is nil. The path is
// as in CheckRequest.
func (s *Spec) CheckResponse(method, path string, status int, body []byte) []string {
	return s.anyOf(method, path, func(op operation) []string {
		code := strconv.Itoa(status)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			return []string{fmt.Sprintf("the answer is not JSON: %v", err)}
		}
		answer, listed := object(op.node, "responses")[code].(map[string]any)
		if !listed {
			if status < 400 {
				return []string{fmt.Sprintf("the file has no answer %d", status)}
			}
			// The file lists errors for some operations only; their shape is one.
			return s.validate(openName, pointer("components", "schemas", "GraphAPIError"), value)
		}
		if _, ok := object(object(answer, "content"), "application/json")["schema"]; !ok {
			return nil
		}
		at := []string{"paths", op.template, op.method, "responses", code, "content", "application/json", "schema"}
		return s.validate(openName, pointer(at...), value)
	})
}

// checkParams checks the path's and the query's parameters.
func (s *Spec) checkParams(op operation, query url.Values) []string {
	var bad []string
	known := map[string]bool{}
	list, _ := op.node["parameters"].([]any)
	for i, raw := range list {
		at := pointer("paths", op.template, op.method, "parameters", strconv.Itoa(i))
		param, _ := raw.(map[string]any)
		if ref, ok := param["$ref"].(string); ok {
			at = strings.TrimPrefix(ref, "#")
			param = object(object(object(s.doc, "components"), "parameters"), ref[strings.LastIndex(ref, "/")+1:])
		}
		name, _ := param["name"].(string)
		in, _ := param["in"].(string)
		value, given := "", false
		switch in {
		case "path":
			value, given = op.params[name], op.params != nil
		case "query":
			known[name] = true
			value, given = query.Get(name), query.Has(name)
			if param["required"] == true && !given {
				bad = append(bad, fmt.Sprintf("the query has no %s", name))
			}
		}
		if _, ok := param["schema"]; ok && given {
			bad = append(bad, s.validate(openName, at+"/schema", typed(object(param, "schema"), value))...)
		}
	}
	for name := range query {
		if !known[name] {
			bad = append(bad, fmt.Sprintf("the query has %s, which the file does not name", name))
		}
	}
	slices.Sort(bad)
	return bad
}

// typed turns a text of a query into what its schema speaks of.
func typed(schema map[string]any, value string) any {
	if schema["type"] == "integer" {
		if _, err := strconv.Atoi(value); err == nil {
			return json.Number(value)
		}
	}
	return value
}

func (s *Spec) checkBody(op operation, contentType string, body []byte) []string {
	request, _ := op.node["requestBody"].(map[string]any)
	if len(body) == 0 {
		if request["required"] == true {
			return []string{"the request has no body"}
		}
		return nil
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return []string{fmt.Sprintf("the content type %q: %v", contentType, err)}
	}
	content := object(object(request, "content"), kind)
	if content == nil {
		return []string{fmt.Sprintf("the file has no request body of type %s", kind)}
	}
	value, err := decode(kind, params["boundary"], body)
	if err != nil {
		return []string{fmt.Sprintf("the body is not %s: %v", kind, err)}
	}
	at := pointer("paths", op.template, op.method, "requestBody", "content", kind, "schema")
	if branch, bad := s.branch(object(content, "schema"), value); bad != "" {
		return []string{bad}
	} else if branch != "" {
		at = branch
	}
	return s.validate(strictName, at, value)
}

// branch follows a discriminator by hand: trying all branches of its oneOf
// would answer with the complaints of each.
func (s *Spec) branch(schema map[string]any, value any) (at, bad string) {
	ref, _ := schema["$ref"].(string)
	target := object(object(object(s.doc, "components"), "schemas"), ref[strings.LastIndex(ref, "/")+1:])
	discriminator := object(target, "discriminator")
	if discriminator == nil || target["oneOf"] == nil {
		return "", ""
	}
	fields, _ := value.(map[string]any)
	name, _ := discriminator["propertyName"].(string)
	word, given := fields[name].(string)
	if !given {
		if untyped, ok := target[untypedKey].(string); ok {
			return strings.TrimPrefix(untyped, "#"), ""
		}
		return "", fmt.Sprintf("the body has no %s", name)
	}
	to, ok := object(discriminator, "mapping")[word].(string)
	if !ok {
		return "", fmt.Sprintf("the file has no %s %q", name, word)
	}
	return strings.TrimPrefix(to, "#"), ""
}

// decode reads a body into what schemas speak of. The parts of a form are
// texts.
func decode(kind, boundary string, body []byte) (any, error) {
	fields := map[string]any{}
	switch kind {
	case "application/json":
		return jsonschema.UnmarshalJSON(bytes.NewReader(body))
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		for name := range form {
			fields[name] = form.Get(name)
		}
		return fields, err
	case "multipart/form-data":
		r := multipart.NewReader(bytes.NewReader(body), boundary)
		for {
			part, err := r.NextPart()
			if err == io.EOF { //nolint:errorlint // a wrapped EOF is a body that was cut off
				return fields, nil
			}
			if err != nil {
				return nil, err
			}
			content, err := io.ReadAll(part)
			if err != nil {
				return nil, err
			}
			fields[part.FormName()] = string(content)
		}
	}
	return nil, fmt.Errorf("a type that this check cannot read")
}
