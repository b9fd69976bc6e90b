package backend_test

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var (
	directive = regexp.MustCompile(`//nolint:([a-z0-9,]+)`)
	listItem  = regexp.MustCompile(`^    - ([a-z0-9]+)$`)
)

// enabledLinters reads the names below "enable:" of .golangci.yml.
func enabledLinters(config string) []string {
	var names []string
	in := false
	for line := range strings.Lines(config) {
		line = strings.TrimRight(line, "\r\n")
		item := listItem.FindStringSubmatch(line)
		switch {
		case line == "  enable:":
			in = len(names) == 0 // formatters are enabled further down
		case in && item != nil:
			names = append(names, item[1])
		default:
			in = false
		}
	}
	return names
}

// checkDirectives reports directives that silence a linter which never speaks:
// golangci-lint does not look at those.
func checkDirectives(fsys fs.FS, enabled []string) ([]string, error) {
	var bad []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipDir(p):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(p, ".go"):
			return nil
		}
		body, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		for _, m := range directive.FindAllStringSubmatch(string(body), -1) {
			for name := range strings.SplitSeq(m[1], ",") {
				if !slices.Contains(enabled, name) {
					bad = append(bad, fmt.Sprintf("%s: nolint names %s, which .golangci.yml does not enable", p, name))
				}
			}
		}
		return nil
	})
	return bad, err
}

func TestArch_nolintNamesEnabledLinters(t *testing.T) {
	t.Parallel()
	root := os.DirFS(moduleRoot(t))
	config, err := fs.ReadFile(root, ".golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	enabled := enabledLinters(string(config))
	if len(enabled) < 20 || !slices.Contains(enabled, "errcheck") || slices.Contains(enabled, "gofmt") {
		t.Fatalf("the linters that are enabled are read as %v", enabled)
	}
	bad, err := checkDirectives(root, enabled)
	if err != nil {
		t.Fatal(err)
	}
	report(t, bad)

	planted := fstest.MapFS{
		"a/x.go": {Data: []byte("package a\nvar x = f() //" + "nolint:errcheck,wrapcheck // a reason\n")},
		"a/y.go": {Data: []byte("package a\nvar y = f() //" + "nolint:errcheck // a reason\n")},
	}
	bad, err = checkDirectives(planted, enabled)
	if err != nil || len(bad) != 1 || !strings.Contains(bad[0], "a/x.go: nolint names wrapcheck") {
		t.Errorf("planted directives give %q, %v", bad, err)
	}
}
