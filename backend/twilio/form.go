package twilio

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
)

// The limits of a webhook: Twilio sends some thirty names, and a text of WhatsApp has
// 4096 characters.
const (
	maxFields = 300
	maxID     = 200 // bytes of an id or an address
)

var (
	errForm     = errors.New("the webhook's form cannot be read")
	errRepeated = errors.New("the webhook repeats a name")
	errFields   = errors.New("the webhook has too many names")
)

// hasForm says whether the body is a form, which the signature covers by its values.
func hasForm(r channel.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header("Content-Type"))
	return err == nil && media == "application/x-www-form-urlencoded"
}

// parseForm reads a form or a query. A name that is repeated is refused: nothing says
// which of the values was signed.
func parseForm(raw string) (map[string]string, error) {
	values, err := url.ParseQuery(raw)
	switch {
	case err != nil:
		return nil, errForm
	case len(values) > maxFields:
		return nil, errFields
	}
	out := make(map[string]string, len(values))
	for name, all := range values {
		if len(all) != 1 {
			return nil, errRepeated
		}
		out[name] = strings.ToValidUTF8(all[0], "\uFFFD")
	}
	return out, nil
}

// formOf gives the values of a webhook, in whichever of Twilio's transports it came.
func formOf(r channel.Request) (map[string]string, error) {
	if r.Method == http.MethodGet {
		return parseForm(r.RawQuery)
	}
	return parseForm(string(r.Body))
}

// MapTexts gives a body with each of its texts put through change, ids and addresses
// left alone. One in which nothing changes comes back byte for byte.
func MapTexts(body []byte, change func(string) string) []byte {
	if trimmed := strings.TrimLeft(string(body), " \t\r\n"); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return mapJSON(body, change)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return body
	}
	changed := false
	for name, all := range values {
		for i, was := range all {
			if isID(name) || !utf8.ValidString(was) {
				continue
			}
			if is := change(was); is != was {
				all[i], changed = is, true
			}
		}
	}
	if !changed {
		return body
	}
	return []byte(values.Encode())
}

// isID tells the names whose values are ids, addresses and the like: a change there
// would make another message of it.
func isID(name string) bool {
	switch name {
	case "From", "To", "WaId", "ApiVersion", "NumMedia", "NumSegments", "SmsStatus", "MessageStatus", "MessageType", "ErrorCode",
		"OriginalRepliedMessageSender", "ChannelToAddress", "ChannelPrefix", "Latitude", "Longitude":
		return true
	}
	return strings.HasSuffix(name, "Sid") || strings.HasPrefix(name, "MediaUrl") || strings.HasPrefix(name, "MediaContentType")
}

// mapJSON is MapTexts for a body that is JSON.
func mapJSON(body []byte, change func(string) string) []byte {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return body
	}
	changed := false
	var walk func(any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case string:
			is := change(v)
			changed = changed || is != v
			return is
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
		case map[string]any:
			for k := range v {
				v[k] = walk(v[k])
			}
		}
		return v
	}
	v = walk(v)
	if out, err := json.Marshal(v); err == nil && changed {
		return out
	}
	return body
}
