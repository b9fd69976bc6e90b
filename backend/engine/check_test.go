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

// A text that shows nothing reaches no customer: whoever sends it hears so, and nothing
// is recorded.
func TestCheckCommand_aTextThatShowsNothingIsEmpty(t *testing.T) {
	t.Parallel()
	marks := "\u200e \u2067\u2069\u200f"
	bodies := map[string]func(text string) any{
		wire.CmdSend.Name:          func(text string) any { return wire.Send{Content: wire.SendContent{Kind: "text", Text: text}} },
		wire.CmdStartThread.Name:   func(text string) any { return wire.StartThread{Text: text} },
		wire.CmdProvingAnswer.Name: func(text string) any { return wire.ProvingAnswer{Text: text} },
	}
	check := func(name string, body any) error {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return CheckCommand(name, 1, raw)
	}
	for name, body := range bodies {
		if err := check(name, body(marks)); desk.SubcodeOf(err) != "empty" {
			t.Errorf("%s with marks only: %v, want empty", name, err)
		}
		if err := check(name, body("\u200fכן")); err != nil {
			t.Errorf("%s with a word after a mark: %v", name, err)
		}
	}
	photo := wire.Send{Content: wire.SendContent{Kind: "image", Text: marks}}
	if err := check(wire.CmdSend.Name, photo); err != nil {
		t.Errorf("a photo is seen without a caption: %v", err)
	}
}
