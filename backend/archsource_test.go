package backend_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"
)

// sqlText recognises a statement by its first words, in the upper case in which
// this code base writes SQL.
var sqlText = regexp.MustCompile(`^\s*(SELECT\s+\S|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|TRIGGER)\s|PRAGMA\s)`)

// textRule keeps string literals that belong to one owner with that owner.
type textRule struct {
	text *regexp.Regexp
	dirs []string
	why  string
}

var textRules = []textRule{
	{sqlText, []string{"backend/store", "app/replica", "build"}, "SQL lives in store and replica"},
	{regexp.MustCompile(`graph\.facebook\.com|lookaside\.fbsbx\.com`), []string{"backend/meta", "backend/sandbox"}, "Meta's addresses live in package meta"},
	{regexp.MustCompile(`\b(rest|api)\.(nexmo|vonage)\.com`), []string{"backend/vonage", "backend/sandbox"}, "Vonage's addresses live in package vonage"},
	{regexp.MustCompile(`\bapi\.twilio\.com`), []string{"backend/twilio", "backend/sandbox"}, "Twilio's addresses live in package twilio"},
}

// checkTexts reports statements and addresses outside the folders that own them.
func checkTexts(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		for _, s := range p.sources {
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING || isTestHelper(p.dir) {
					return true
				}
				for _, r := range textRules {
					if r.text.MatchString(strings.Trim(lit.Value, "`\"")) && !owns(r.dirs, p.dir) {
						bad = append(bad, fmt.Sprintf("%s: %s", t.fset.Position(lit.Pos()), r.why))
					}
				}
				return true
			})
		}
	}
	return bad
}

// checkEnvironment: a setting that is read deep inside a package is one that
// nobody finds, documents or validates. Composition roots may pass the whole
// environment on (to config, or to a child process).
func checkEnvironment(t tree) []string {
	roots := []string{".", "app", "backend/cmd/parley-relay"}
	var bad []string
	for _, p := range t.pkgs {
		if owns([]string{"backend/config", "build"}, p.dir) || isTestHelper(p.dir) {
			continue
		}
		for _, s := range p.sources {
			s.uses("os", []string{"Getenv", "LookupEnv", "ExpandEnv", "Environ"}, func(sel *ast.SelectorExpr, _ []ast.Node) {
				if sel.Sel.Name == "Environ" && contains(roots, p.dir) {
					return
				}
				bad = append(bad, fmt.Sprintf("%s: os.%s: the environment is read in config only", t.fset.Position(sel.Pos()), sel.Sel.Name))
			})
		}
	}
	return bad
}

// checkClock: time.Now as a value is the default of an injected clock. Calling
// it, or time.Since and time.Until, hides a clock that no test can move. Pure
// packages take stamps as arguments and may not even mention it.
func checkClock(t tree) []string {
	called := []string{"backend/cmd", "build"} // outermost: nothing above them could inject a clock
	pure := []string{"backend/desk", "backend/wire", "backend/view", "backend/routing", "backend/lifecycle"}
	var bad []string
	for _, p := range t.pkgs {
		if owns(called, p.dir) || isTestHelper(p.dir) {
			continue
		}
		for _, s := range p.sources {
			s.uses("time", []string{"Now", "Since", "Until"}, func(sel *ast.SelectorExpr, around []ast.Node) {
				switch {
				case owns(pure, p.dir):
					bad = append(bad, fmt.Sprintf("%s: time.%s: this package takes stamps as arguments", t.fset.Position(sel.Pos()), sel.Sel.Name))
				case isCalled(sel, around) && !isSocketDeadline(around) && !isClockLiteral(around):
					bad = append(bad, fmt.Sprintf("%s: calls time.%s: take the time from the injected clock", t.fset.Position(sel.Pos()), sel.Sel.Name))
				}
			})
		}
	}
	return bad
}

func isCalled(sel *ast.SelectorExpr, around []ast.Node) bool {
	if len(around) == 0 {
		return false
	}
	call, ok := around[len(around)-1].(*ast.CallExpr)
	return ok && call.Fun == sel
}

// isSocketDeadline: the kernel measures socket deadlines by its own clock, so an
// injected one would be wrong there.
func isSocketDeadline(around []ast.Node) bool {
	for _, n := range around {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			continue
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			switch sel.Sel.Name {
			case "SetDeadline", "SetReadDeadline", "SetWriteDeadline", "WriteControl":
				return true
			}
		}
	}
	return false
}

// isClockLiteral recognises func() time.Time { return time.Now().UTC() }: a
// default clock, written out.
func isClockLiteral(around []ast.Node) bool {
	for _, n := range around {
		fn, ok := n.(*ast.FuncLit)
		if !ok || fn.Type.Params.NumFields() != 0 || fn.Type.Results.NumFields() != 1 || len(fn.Body.List) != 1 {
			continue
		}
		if result, ok := fn.Type.Results.List[0].Type.(*ast.SelectorExpr); ok && result.Sel.Name == "Time" {
			return true
		}
	}
	return false
}

// checkNames: base names become TypeScript namespaces, so two alike would
// collide, and one that shadows the standard library makes every import of
// both need an alias. Names that say nothing collect everything.
func checkNames(t tree, std map[string]bool) []string {
	empty := []string{"util", "utils", "model", "models", "common", "helper", "helpers", "service", "services", "misc", "shared"}
	seen := map[string]string{}
	var bad []string
	for _, p := range t.pkgs {
		if contains(empty, path.Base(p.dir)) || contains(empty, p.name) {
			bad = append(bad, fmt.Sprintf("%s: name the package after what it does", p.dir))
		}
		if p.name == "main" {
			continue
		}
		if base := path.Base(p.dir); base != p.name {
			bad = append(bad, fmt.Sprintf("%s: package %s does not match its folder", p.dir, p.name))
		}
		if other := seen[p.name]; other != "" {
			bad = append(bad, fmt.Sprintf("%s: same base name as %s", p.dir, other))
		}
		if std[p.name] {
			bad = append(bad, fmt.Sprintf("%s: shadows a package of the standard library", p.dir))
		}
		seen[p.name] = p.dir
	}
	return bad
}

// checkDocs: every package says what it is for, in the form that go doc shows.
func checkDocs(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		documented := false
		for _, s := range p.sources {
			text := s.syntax.Doc.Text()
			documented = documented || text != "" && (p.name == "main" || strings.HasPrefix(text, "Package "+p.name+" "))
		}
		if !documented {
			bad = append(bad, fmt.Sprintf("%s: no package comment that starts with \"Package %s \"", p.dir, p.name))
		}
	}
	return bad
}

// standardNames lists the names of the packages of the public standard library.
func standardNames(t *testing.T) map[string]bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}} {{.Name}}", "std").Output()
	if err != nil {
		t.Fatalf("go list std: %v", err)
	}
	names := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		p, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.Contains("/"+p+"/", "/internal/") && !strings.HasPrefix(p, "vendor/") {
			names[name] = true
		}
	}
	return names
}

func TestArch_statementsAndAddressesStayWithTheirOwners(t *testing.T) {
	t.Parallel()
	report(t, checkTexts(repository(t)))
}

func TestArch_environmentIsReadInConfigOnly(t *testing.T) {
	t.Parallel()
	report(t, checkEnvironment(repository(t)))
}

func TestArch_clockIsInjected(t *testing.T) {
	t.Parallel()
	report(t, checkClock(repository(t)))
}

func TestArch_packageNamesAreUniqueAndSaySomething(t *testing.T) {
	t.Parallel()
	report(t, checkNames(repository(t), standardNames(t)))
}

func TestArch_everyPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	report(t, checkDocs(repository(t)))
}
