package main

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/parleydesk/parley/backend/wire"
)

// generateRequests gives every command and call with the shapes of its body and
// its answer, as wire declares them.
func generateRequests(sh *shapes) []byte {
	var lines, b bytes.Buffer
	named := map[string]bool{}
	for _, all := range []map[string]wire.Declaration{wire.Commands, wire.Calls} {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			body, answer := sh.of(reflect.TypeOf(all[name].Body)), sh.of(reflect.TypeOf(all[name].Answer))
			named[body], named[answer] = true, true
			fmt.Fprintf(&lines, "  '%s': { body: %s; answer: %s };\n", name, body, answer)
		}
	}
	b.WriteString("/**\n * The commands and calls with the shapes of their bodies and answers, as Go declares them. Written by\n" +
		" * `go run ./build/pagetypes`: change backend/wire, not this file.\n */\n")
	writeImport(&b, slices.Sorted(maps.Keys(named)))
	b.WriteString("\n/** What the relay can be asked, by name. */\nexport interface Requests {\n")
	b.Write(lines.Bytes())
	b.WriteString("}\n")
	return b.Bytes()
}
