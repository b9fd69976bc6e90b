package metaspec

import (
	"encoding/json"
	"fmt"
)

// Exception is a place where Meta's file contradicts Meta's pages or what its
// servers are known to do, and how the file is corrected.
type Exception struct {
	Name   string
	Reason string
	apply  func(doc map[string]any) bool // false: the place is not there
}

// untypedKey names, beside a discriminator, the schema for bodies without one.
const untypedKey = "x-untyped"

// Exceptions lists all corrections of the file. "Pages" are Meta's
// documentation pages, which are newer and written by people.
var Exceptions = []Exception{
	{"messages: callback data", "The pages have biz_opaque_callback_data on every message; the file has it nowhere.",
		addProperty("BaseMessageProperties", "biz_opaque_callback_data", `string`)},
	{"messages: identity hash", "The pages have recipient_identity_key_hash on every message (identity change check).",
		addProperty("BaseMessageProperties", "recipient_identity_key_hash", `string`)},
	{"settings: identity check", "The pages have enable_identity_key_check for the identity change check, the file has enabled.",
		addProperty("UserIdentityChangeSettings", "enable_identity_key_check", `boolean`)},
	{"settings: the other name of it", "With enable_identity_key_check there is no enabled.",
		dropRequired("UserIdentityChangeSettings", "enabled")},
	{"messages: recipient", "Since 2026 a business-scoped user id may stand in recipient instead of to; the file is of 2025.",
		addProperty("BaseMessageProperties", "recipient", `string`)},
	{"messages: to", "With recipient there is no to.",
		dropRequired("BaseMessageProperties", "to")},
	{"messages: caption", "The pages have a caption on images, videos and documents; the file names id and link only.",
		addProperty("MediaObject", "caption", `string`)},
	{"messages: file name", "The pages have a filename on documents.",
		addProperty("MediaObject", "filename", `string`)},
	{"messages: voice", "The pages have voice on audio.",
		addProperty("MediaObject", "voice", `boolean`)},
	{"messages: place of a template's button", "The file's pattern ^[2-6, 11-14]$ refuses the first button, which its own examples use.",
		dropKey("TemplateComponent", "index", "pattern")},
	{"messages: kind of a template's button", "The pages have copy_code and flow as sub_type.",
		addEnum("TemplateComponent", "sub_type", "copy_code", "flow")},
	{"messages: policy of a template's language", "The pages send the language's code only; the file demands a policy, which most of its own examples lack.",
		dropRequired("LanguageObject", "policy")},
	{"messages: read and typing", "The file has reading and typing as an example of this operation but no schema for it.",
		addReadReceipt},
	{"media: type", "The pages send type beside the file.",
		addMediaType},
	{"templates: query", "The pages page through templates with fields, limit and after; the file names only name.",
		addQuery("/{Version}/{WABA-ID}/message_templates", map[string]string{"fields": "string", "limit": "integer", "after": "string", "status": "string"})},
	{"accounts of a business: limit", "All lists of the Graph API are paged with limit; the file names it for those that were given to a business.",
		addQuery("/{Version}/{Business-ID}/owned_whatsapp_business_accounts", map[string]string{"limit": "integer"})},
	{"templates: what is written", "The file has the parts of one example each; the pages have samples of headers and of named variables, addresses and numbers of buttons, parameter_format, and the parts of login codes and of files at the head, which other examples of the file have.",
		widerTemplateWrites},
	{"profile: length of the description", "The pages allow 512 characters, the file 256.",
		longerDescription("WhatsAppBusinessProfileUpdateRequest")},
	{"profile: length of the description in an answer", "The same contradiction in what is read.",
		longerDescription("WhatsAppBusinessProfile")},
	{"profile: emptied e-mail", "The pages say nothing of how a field is emptied; an empty text does it. The file demands an address there.",
		dropKey("WhatsAppBusinessProfileUpdateRequest", "email", "format")},
	{"profile: emptied category", "The pages have the empty text beside the categories; the file lacks it.",
		addEnum("", "WhatsAppBusinessVertical", "")},
	{"profile: answer", "The pages and the servers answer with the profile itself in data, not with business_profile inside.",
		flatProfile},
	{"numbers: code status", "The file takes code_verification_status for the two-step check. It is the check by SMS and has NOT_VERIFIED and EXPIRED.",
		addEnum("", "WhatsAppCodeVerificationStatus", "NOT_VERIFIED", "EXPIRED")},
	{"number: code status", "As above, in the schema of a single number.",
		addEnum("PhoneNumberInfo", "code_verification_status", "NOT_VERIFIED", "EXPIRED")},
	{"numbers: status", "The pages demand CONNECTED for sending; the file's list of statuses is another one.",
		addEnum("", "WhatsAppPhoneNumberStatus", "CONNECTED", "DISCONNECTED", "FLAGGED", "RATE_LIMITED", "UNKNOWN", "UNVERIFIED")},
	{"numbers: quality", "The pages have UNKNOWN besides NA.",
		addEnum("", "WhatsAppPhoneNumberQualityRating", "UNKNOWN")},
	{"number: quality", "As above, in the schema of a single number.",
		addEnum("PhoneNumberInfo", "quality_rating", "UNKNOWN")},
}

func schemas(doc map[string]any) map[string]any {
	return object(object(doc, "components"), "schemas")
}

func addProperty(schema, name, kind string) func(map[string]any) bool {
	return func(doc map[string]any) bool {
		s := object(schemas(doc), schema)
		if s == nil {
			return false
		}
		properties := object(s, "properties")
		if properties == nil {
			properties = map[string]any{}
			s["properties"] = properties
		}
		if _, there := properties[name]; there {
			return false
		}
		properties[name] = map[string]any{"type": kind}
		return true
	}
}

func dropRequired(schema, name string) func(map[string]any) bool {
	return func(doc map[string]any) bool {
		s := object(schemas(doc), schema)
		list, _ := s["required"].([]any)
		var kept []any
		for _, r := range list {
			if r != name {
				kept = append(kept, r)
			}
		}
		if len(kept) == len(list) {
			return false
		}
		s["required"] = kept
		return true
	}
}

func dropKey(schema, property, key string) func(map[string]any) bool {
	return func(doc map[string]any) bool {
		p := object(object(object(schemas(doc), schema), "properties"), property)
		_, there := p[key]
		delete(p, key)
		return there
	}
}

func longerDescription(schema string) func(map[string]any) bool {
	return func(doc map[string]any) bool {
		p := object(object(object(schemas(doc), schema), "properties"), "description")
		if fmt.Sprint(p["maxLength"]) != "256" {
			return false
		}
		p["maxLength"] = json.Number("512")
		return true
	}
}

// addEnum adds words to the enum of a property, or of a schema if there is no
// outer one.
func addEnum(schema, name string, words ...any) func(map[string]any) bool {
	return func(doc map[string]any) bool {
		target := object(schemas(doc), name)
		if schema != "" {
			target = object(object(object(schemas(doc), schema), "properties"), name)
		}
		list, ok := target["enum"].([]any)
		if !ok {
			return false
		}
		for _, word := range words {
			for _, there := range list {
				if there == word {
					return false
				}
			}
		}
		target["enum"] = append(list, words...)
		return true
	}
}

func addReadReceipt(doc map[string]any) bool {
	message := object(schemas(doc), "Message")
	if message == nil || schemas(doc)["ReadReceipt"] != nil {
		return false
	}
	text := map[string]any{"type": "string"}
	schemas(doc)["ReadReceipt"] = map[string]any{
		"type":                 "object",
		"required":             []any{"messaging_product", "status", "message_id"},
		"additionalProperties": false,
		"properties": map[string]any{
			"messaging_product": map[string]any{"const": "whatsapp"},
			"status":            map[string]any{"const": "read"},
			"message_id":        text,
			"typing_indicator": map[string]any{
				"type": "object", "required": []any{"type"}, "additionalProperties": false,
				"properties": map[string]any{"type": map[string]any{"const": "text"}},
			},
		},
	}
	message[untypedKey] = "#/components/schemas/ReadReceipt"
	return true
}

func addMediaType(doc map[string]any) bool {
	post := object(object(object(doc, "paths"), "/{Version}/{Phone-Number-ID}/media"), "post")
	form := object(object(object(post, "requestBody"), "content"), "multipart/form-data")
	properties := object(object(form, "schema"), "properties")
	if properties == nil || properties["type"] != nil {
		return false
	}
	properties["type"] = map[string]any{"type": "string"}
	return true
}

// addQuery gives what reads a path more parameters, each with the kind of its values.
func addQuery(path string, more map[string]string) func(map[string]any) bool {
	return func(doc map[string]any) bool {
		get := object(object(object(doc, "paths"), path), "get")
		list, ok := get["parameters"].([]any)
		if !ok {
			return false
		}
		for name, kind := range more {
			for _, raw := range list {
				if p, _ := raw.(map[string]any); p["name"] == name {
					return false
				}
			}
			list = append(list, map[string]any{"name": name, "in": "query", "schema": map[string]any{"type": kind}})
		}
		get["parameters"] = list
		return true
	}
}

func flatProfile(doc map[string]any) bool {
	data := object(object(object(schemas(doc), "WhatsAppBusinessProfileResponse"), "properties"), "data")
	nested := object(object(data, "items"), "properties")
	if nested["business_profile"] == nil {
		return false
	}
	data["items"] = map[string]any{"$ref": "#/components/schemas/WhatsAppBusinessProfile"}
	return true
}

// widerTemplateWrites gives what creates and what edits a template all parts that the pages
// have of them.
func widerTemplateWrites(doc map[string]any) bool {
	text := map[string]any{"type": "string"}
	texts := map[string]any{"type": "array", "items": text}
	named := map[string]any{"type": "array", "items": map[string]any{
		"type": "object", "properties": map[string]any{"param_name": text, "example": text},
	}}
	for _, path := range []string{"/{Version}/{WABA-ID}/message_templates", "/{Version}/{TEMPLATE_ID}"} {
		post := object(object(object(doc, "paths"), path), "post")
		body := object(object(object(object(post, "requestBody"), "content"), "application/json"), "schema")
		part := object(object(object(object(body, "properties"), "components"), "items"), "properties")
		button := object(object(object(part, "buttons"), "items"), "properties")
		if button["text"] == nil || button["url"] != nil {
			return false
		}
		object(body, "properties")["parameter_format"] = map[string]any{"enum": []any{"NAMED", "POSITIONAL"}}
		button["url"], button["phone_number"], button["example"], button["otp_type"] = text, text, texts, text
		part["add_security_recommendation"] = map[string]any{"type": "boolean"}
		part["format"] = text
		part["example"] = map[string]any{"type": "object", "properties": map[string]any{
			"header_text": texts, "header_handle": texts, "body_text": map[string]any{"type": "array", "items": texts},
			"header_text_named_params": named, "body_text_named_params": named,
		}}
	}
	return true
}
