package metaspec

import "fmt"

// stringKeys turns YAML's maps into JSON's.
func stringKeys(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = stringKeys(x[k])
		}
		return x
	case map[any]any:
		m := make(map[string]any, len(x))
		for k, e := range x {
			m[fmt.Sprint(k)] = stringKeys(e)
		}
		return m
	case []any:
		for i := range x {
			x[i] = stringKeys(x[i])
		}
		return x
	}
	return v
}

// repair makes three things mean what their authors meant, everywhere in the
// file: "nullable" of OpenAPI 3.0; a closed part of an allOf, which in JSON
// Schema forbids all that the other parts allow; and the format "url".
func repair(node any) {
	switch x := node.(type) {
	case []any:
		for _, e := range x {
			repair(e)
		}
	case map[string]any:
		for _, e := range x {
			repair(e)
		}
		if kind, ok := x["type"].(string); ok && x["nullable"] == true {
			x["type"] = []any{kind, "null"}
		}
		if x["format"] == "url" {
			x["format"] = "uri"
		}
		parts, _ := x["allOf"].([]any)
		for _, p := range parts {
			if part, ok := p.(map[string]any); ok && part["additionalProperties"] == false {
				delete(part, "additionalProperties")
				x["unevaluatedProperties"] = false
			}
		}
	}
}

// closeObjects forbids keys that the file does not name, in every object that
// names any. Schemas that others are composed of stay open: what they lack,
// their neighbours name.
func closeObjects(doc map[string]any) {
	for _, schema := range object(object(doc, "components"), "schemas") {
		closeInside(schema)
	}
	for _, path := range object(doc, "paths") {
		methods, _ := path.(map[string]any)
		for method := range methods {
			for _, content := range object(object(object(methods, method), "requestBody"), "content") {
				if c, ok := content.(map[string]any); ok {
					closeUse(c["schema"])
				}
			}
		}
	}
}

// closeUse closes a schema where it is used by itself.
func closeUse(node any) {
	schema, ok := node.(map[string]any)
	if !ok {
		return
	}
	for _, key := range []string{"$ref", "properties", "allOf", "oneOf", "anyOf"} {
		if _, names := schema[key]; names {
			if _, said := schema["additionalProperties"]; !said {
				schema["unevaluatedProperties"] = false
			}
		}
	}
	closeInside(schema)
}

// closeInside closes what stands inside a schema but not the schema.
func closeInside(node any) {
	schema, ok := node.(map[string]any)
	if !ok {
		return
	}
	for _, p := range object(schema, "properties") {
		closeUse(p)
	}
	closeUse(schema["items"])
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		parts, _ := schema[key].([]any)
		for _, p := range parts {
			closeInside(p)
		}
	}
}
