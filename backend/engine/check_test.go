package engine

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Every command takes an object, and whatever is no body of any command is
// refused for every command before it is recorded.
func TestRule3_whatMeansNothingIsRefusedByEveryCommand(t *testing.T) {
	t.Parallel()
	bad := map[string]string{
		"nothing": "", "null": " null ", "a word": `"x"`, "a list": "[]", "a number": "1", "cut short": `{"threadId":"thr_1`,
		"two": `{} {}`, "not JSON": "hello", "deep": strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000),
	}
	for name := range commands {
		if err := CheckCommand(name, 1, []byte("{}")); err != nil {
			t.Errorf("%s with an empty object: %v", name, err)
		}
		for what, body := range bad {
			if err := CheckCommand(name, 1, []byte(body)); desk.CodeOf(err) != desk.CodeInvalid {
				t.Errorf("%s with %s: %v, want invalid", name, what, err)
			}
		}
		large, err := json.Marshal(map[string]string{"x": strings.Repeat("x", wire.MaxCommand)})
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckCommand(name, 1, large); desk.SubcodeOf(err) != "tooLarge" {
			t.Errorf("%s with %d bytes: %v, want tooLarge", name, len(large), err)
		}
	}
	for _, name := range []string{"", "message", "message.send ", "Message.Send", "constructor", "message.sendx"} {
		if err := CheckCommand(name, 1, []byte("{}")); desk.SubcodeOf(err) != "unknownCommand" {
			t.Errorf("%q: %v, want unknownCommand", name, err)
		}
	}
}
