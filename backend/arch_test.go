// These tests keep the import rules that doc.go tells in prose. Each row says
// why it exists; a package that is not in the table fails, so that a new folder
// gets its place on purpose. The planted cases in archplanted_test.go prove
// that each rule can fail.
package backend_test

import (
	"fmt"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// level names what stands on one floor of the building; a floor may use the
// floors below and never its own.
var (
	level0 = []string{"backend/desk"}
	level1 = []string{
		"backend/wire", "backend/channel", "backend/view", "backend/routing", "backend/lifecycle", "backend/otp", "backend/phone", "backend/terms",
		"backend/clock", "backend/filetype", "backend/share", "backend/hours", "backend/holidays", "backend/templates",
	}
	providers = []string{"backend/meta", "backend/twilio", "backend/vonage"}
	level2    = []string{
		"backend/webhook", "backend/ledger", "backend/engine", "backend/event", "backend/hub", "backend/jobs", "backend/sender",
		"backend/integration", "backend/provision", "backend/doctor", "backend/signup", "backend/people", "backend/store", "backend/secrets", "backend/files", "backend/logging", "backend/record", "backend/rehearse", "backend/contacts",
	}
	level3 = []string{
		"backend/httpd", "backend/config", "backend/sandbox", "backend/datadir", "backend/local", "backend/practice", "backend/backup", "backend/upkeep",
	}
	level4  = []string{"backend/relay"}
	desktop = []string{"app/link", "app/replica", "app/vault", "app/shell", "app/bridge", "app/child", "app/alert", "app/media", "app/session", "app/voice", "app/transcript"}

	deskAndChannel = []string{"backend/desk", "backend/channel"}

	toLevel1 = slices.Concat(level0, level1) // without the providers: relay alone knows which there are
	toLevel2 = slices.Concat(toLevel1, providers, level2)
	toLevel4 = slices.Concat(toLevel2, level3, level4, []string{"backend/words"})
)

// importRule says what the packages in one folder, and below it, may import
// from this module.
type importRule struct {
	dir string
	may []string
	why string
}

var importRules = []importRule{
	{".", []string{"app"}, "main only embeds the front end and starts the desktop"},

	{"backend", nil, "the front page holds no code"},
	{"backend/desk", nil, "the vocabulary depends on nothing, so that everything can depend on it"},

	{"backend/wire", level0, "the protocol is shared with the desktop and must not drag the relay along"},
	{"backend/channel", level0, "the words between Parley and its providers; nobody's protocol"},
	{"backend/view", []string{"backend/desk", "backend/wire"}, "it projects desk's things into wire's types"},
	{"backend/routing", level0, "a decision is a pure function and can be replayed"},
	{"backend/lifecycle", deskAndChannel, "windows and deadlines are functions of stamps"},
	{"backend/hours", level0, "whether it is open at a moment follows from the hours and a table of time zones"},
	{"backend/holidays", level0, "on which date a holiday falls follows from tables; which of them count is chosen elsewhere"},
	{"backend/otp", level0, "the gate decides before anything is stored"},
	{"backend/templates", level0, "what a provider would refuse of a template follows from the template alone"},
	{"backend/phone", level0, "one strict reading of E.164 for everybody"},
	{"backend/share", level0, "it counts what everybody uses; what that is for is not its business"},
	{"backend/clock", nil, "what time it is does not depend on what is done with it"},
	{"backend/terms", nil, "desktop and relay take texts apart by the same rules, which know nothing of either"},
	{"backend/filetype", level0, "what a file is follows from its bytes alone"},
	{"backend/meta", deskAndChannel, "a provider package knows its provider and no business rule"},
	{"backend/twilio", deskAndChannel, "a provider package knows its provider and no business rule"},
	{"backend/vonage", deskAndChannel, "a provider package knows its provider and no business rule"},

	{"backend/words", []string{"backend/desk", "frontend/src/i18n"}, "it fills the page's own sentences; what they are about is not its business"},
	{"frontend/src/i18n", nil, "it embeds the sentences and holds no code"},

	{"backend/webhook", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/ledger", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/engine", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/event", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/hub", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/jobs", level0, "it runs work that others register, whatever it is"},
	{"backend/sender", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/integration", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/provision", slices.Concat(toLevel1, []string{"backend/words"}), "steps of the flow meet in desk's types, never in each other"},
	{"backend/signup", slices.Concat(toLevel1, []string{"backend/words"}), "steps of the flow meet in desk's types, never in each other"},
	{"backend/doctor", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/people", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/store", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/contacts", toLevel1, "steps of the flow meet in desk's types, never in each other"},
	{"backend/record", slices.Concat(toLevel1, []string{"backend/contacts"}), "steps of the flow meet in desk's types; records name customers, whom contacts finds"},
	{"backend/rehearse", toLevel1, "what would have come of other settings follows from the record and the rules alone"},
	{"backend/secrets", level0, "it encrypts what others name; what a secret is for is not its business"},
	{"backend/logging", nil, "it counts lines and turns files; what they say is not its business"},
	{"backend/files", []string{"backend/desk", "backend/filetype"}, "it keeps bytes under opaque names; what they are for is not its business"},

	{"backend/httpd", toLevel2, "the ground under the process knows the steps but not who wires them"},
	{"backend/config", toLevel2, "the ground under the process knows the steps but not who wires them"},
	{"backend/sandbox", []string{"backend/desk", "backend/clock"}, "it has its own reading of the protocols, else both could be wrong alike"},

	{"backend/datadir", []string{"backend/desk", "backend/clock", "backend/store", "backend/ledger"}, "it keeps the files of one data directory; what runs on them is not its business"},
	{"backend/local", []string{"backend/desk", "backend/httpd"}, "it tells desktops of this computer where the relay is, and knows nothing of what they ask there"},
	{"backend/practice", slices.Concat(toLevel1, []string{"backend/hub", "backend/sandbox"}), "it plays the outside and asks the relay through what relay hands it, as a desktop would"},
	{"backend/upkeep", []string{"backend/words", "backend/desk", "backend/store", "backend/ledger", "backend/secrets", "backend/datadir", "backend/clock"}, "it looks after a data directory; which fold is right is handed in"},
	{"backend/backup", []string{"backend/desk", "backend/store", "backend/config", "backend/datadir"}, "it copies a data directory beside the relay that works there, and needs none"},

	{"backend/relay", slices.Concat(toLevel2, level3, []string{"backend/words"}), "the composition root of the server"},
	{"backend/cmd", toLevel4, "flags, signals and exit code around the relay"},

	{"app/link", []string{"backend/desk", "backend/wire", "backend/clock"}, "the desktop shares vocabulary and protocol, nothing else"},
	{"app/replica", []string{"backend/desk", "backend/wire", "backend/terms", "backend/filetype", "app/voice"}, "the desktop shares vocabulary, protocol, the rules of search and the reading of files, nothing else; recordings are encoded while they are written"},
	{"app/voice", nil, "it makes a sound file of samples; whose it is and where it goes is not its business"},
	{"app/transcript", []string{"backend/desk", "app/bridge"}, "it draws what the page has put into words, and reads nothing itself"},
	{"app/vault", []string{"backend/desk", "backend/wire"}, "the desktop shares vocabulary and protocol, nothing else"},
	{"app/shell", []string{"backend/desk", "backend/wire"}, "the desktop shares vocabulary and protocol, nothing else"},
	{"app/bridge", []string{"backend/desk", "backend/wire"}, "it declares the small interfaces it needs, and app fills them"},
	{"app/alert", []string{"backend/words", "backend/desk", "backend/wire", "backend/phone", "app/bridge", "app/shell"}, "it puts rows into the words of a notification, and asks nobody"},
	{"app/media", []string{"backend/words", "backend/desk", "backend/wire", "backend/filetype"}, "it keeps files and gives them out by what their bytes are; where they come from is handed to it"},
	{"app/session", []string{"backend/words", "backend/desk", "backend/wire", "backend/clock", "backend/local", "backend/practice", "app/bridge", "app/child", "app/link", "app/replica", "app/vault"}, "it brings copy, link, vault and this computer's relay together for one person, and knows no window"},
	{"app/child", toLevel4, "it starts the relay of this computer, and so links it"},
	{"app", slices.Concat(toLevel4, desktop), "the composition root of the desktop, which also starts the child relay"},

	{"build", slices.Concat(toLevel4, desktop, []string{"app"}), "tools for developers, shipped to nobody"},
}

// standAlone are folders whose row does not cover their subfolders.
var standAlone = []string{".", "backend", "app"}

// ruleFor finds the row of dir or of the nearest folder above it.
func ruleFor(dir string) (importRule, bool) {
	for d := dir; ; d = path.Dir(d) {
		for _, r := range importRules {
			if r.dir == d && (d == dir || !contains(standAlone, d)) {
				return r, true
			}
		}
		if d == "." {
			return importRule{}, false
		}
	}
}

// isTestHelper tells packages that exist for tests and never ship.
func isTestHelper(dir string) bool {
	return dir == "backend/meta/metaspec" || strings.HasSuffix(path.Base(dir), "test")
}

// checkImports reports every import that breaks the table.
func checkImports(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		rule, ok := ruleFor(p.dir)
		if !ok {
			bad = append(bad, fmt.Sprintf("%s: has no row in importRules; give it one, with the reason", p.dir))
			continue
		}
		for _, s := range p.sources {
			for imported := range s.imports {
				to, ours := strings.CutPrefix(imported, module+"/")
				if !ours {
					continue
				}
				if why := refuse(p.dir, to, rule); why != "" {
					bad = append(bad, fmt.Sprintf("%s: imports %s: %s", s.path, to, why))
				}
			}
		}
	}
	return bad
}

// refuse says why from may not import to, or nothing if it may.
func refuse(from, to string, rule importRule) string {
	if isTestHelper(to) && !isTestHelper(from) {
		return "test helpers are for test files only"
	}
	target, ok := ruleFor(to)
	switch {
	case !ok:
		return "no such folder in importRules"
	case target.dir == rule.dir, contains(rule.may, target.dir):
		return ""
	}
	return rule.why
}

// libraryRule keeps a library, or a family of them, in the folders that own the
// thing it does.
type libraryRule struct {
	prefix string
	dirs   []string
	why    string
}

var (
	pureDirs = []string{"backend/desk", "backend/wire", "backend/channel", "backend/view", "backend/routing", "backend/lifecycle", "backend/otp", "backend/phone"}

	libraryRules = []libraryRule{
		{"github.com/wailsapp/", []string{".", "app", "app/bridge", "app/shell"}, "Wails stays at the rim, so that another shell stays possible"},
		{"database/sql", []string{"backend/store", "app/replica", "build"}, "SQL lives in store and replica (and in the bench's floors)"},
		{"modernc.org/sqlite", []string{"backend/store", "app/replica", "build"}, "SQL lives in store and replica (and in the bench's floors)"},
		{"github.com/pressly/goose", []string{"backend/store", "app/replica"}, "migrations belong to whoever owns the SQL"},
		{"github.com/gorilla/websocket", []string{"backend/hub", "app/link", "build"}, "sockets have one owner on each side"},
		{"github.com/gabriel-vasile/mimetype", []string{"backend/filetype"}, "one answer to what a file is, for everybody"},
		{"github.com/nyaruka/phonenumbers", []string{"backend/phone"}, "one strict reading of E.164 for everybody"},
		{"github.com/zalando/go-keyring", []string{"app/vault"}, "secrets of the desktop have one owner"},
		{"github.com/thesyncim/gopus", []string{"app/voice"}, "voice notes are made in one place"},
		{"codeberg.org/go-pdf/fpdf", []string{"app/transcript"}, "papers are drawn in one place"},
		{"github.com/atotto/clipboard", []string{"app/shell"}, "operating system calls have one owner"},
		{"github.com/alecthomas/kong", []string{"backend/config", "app", "build"}, "configuration is read in one place"},
		{"github.com/BurntSushi/toml", []string{"backend/config"}, "configuration is read in one place"},
	}

	// pureForbidden is what a pure package must not import: with none of these
	// it cannot do I/O, and its tests need no set-up.
	pureForbidden = []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "syscall"}
	// randomSources would make a routing decision or a deadline impossible to replay.
	randomSources = []string{"math/rand", "math/rand/v2", "crypto/rand"}
)

// checkLibraries reports libraries outside the folders that own them.
func checkLibraries(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		for _, s := range p.sources {
			for imported := range s.imports {
				for _, r := range libraryRules {
					under := imported == r.prefix || strings.HasPrefix(imported, strings.TrimSuffix(r.prefix, "/")+"/")
					if under && !owns(r.dirs, p.dir) && !isTestHelper(p.dir) {
						bad = append(bad, fmt.Sprintf("%s: imports %s: %s", s.path, imported, r.why))
					}
				}
				if contains(pureDirs, p.dir) && contains(pureForbidden, imported) {
					bad = append(bad, fmt.Sprintf("%s: imports %s: this package does no I/O", s.path, imported))
				}
				if (p.dir == "backend/routing" || p.dir == "backend/lifecycle") && contains(randomSources, imported) {
					bad = append(bad, fmt.Sprintf("%s: imports %s: its answers must be replayable", s.path, imported))
				}
				if imported == "testing" && !isTestHelper(p.dir) {
					bad = append(bad, fmt.Sprintf("%s: imports testing: test code does not ship", s.path))
				}
			}
		}
	}
	return bad
}

// owns tells whether dir is one of dirs or lies below one that does not stand
// alone.
func owns(dirs []string, dir string) bool {
	for _, d := range dirs {
		if d == dir || !contains(standAlone, d) && strings.HasPrefix(dir, d+"/") {
			return true
		}
	}
	return false
}

func report(t *testing.T, bad []string) {
	t.Helper()
	slices.Sort(bad)
	for _, line := range slices.Compact(bad) {
		t.Error(line)
	}
}

func TestArch_importsFollowTheLevels(t *testing.T) {
	t.Parallel()
	report(t, checkImports(repository(t)))
}

func TestArch_librariesStayWithTheirOwners(t *testing.T) {
	t.Parallel()
	report(t, checkLibraries(repository(t)))
}

// The relay runs on servers without a display: one Wails package in its
// dependencies would bring cgo and GTK along.
func TestArch_relayLinksNoWindowToolkit(t *testing.T) {
	t.Parallel()
	root := moduleRoot(t)
	var commands []string
	for _, p := range repository(t).pkgs {
		if p.name == "main" && strings.HasPrefix(p.dir, "backend/cmd/") {
			commands = append(commands, "./"+p.dir)
		}
	}
	if len(commands) == 0 {
		t.Fatal("no command below backend/cmd")
	}
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps"}, commands...)...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list -deps: %v", err)
	}
	for _, dep := range strings.Fields(string(out)) {
		if strings.HasPrefix(dep, "github.com/wailsapp/") || strings.HasPrefix(dep, module+"/app") {
			t.Errorf("parley-relay links %s: the server is one static binary without a window", dep)
		}
	}
}
