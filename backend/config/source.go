package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	envPrefix     = "PARLEY_"
	envPassphrase = envPrefix + "PASSPHRASE"

	// maxFile bounds the settings file: one that is larger is some other file.
	maxFile = 1 << 20
)

// setting is one value from outside the command line, and where it stood.
type setting struct {
	value string
	from  string
}

// sources answers kong's question for the value of a flag that is not on the
// command line: from the environment, else from the file.
type sources struct {
	env        map[string]setting // by flag name
	file       map[string]setting // by flag name
	path       string
	typed      map[string]bool // flags on the command line
	passphrase desk.Secret
	ignored    []string
	problems   *Problems
}

// newSources reads the environment and the file. The file has to be found
// before kong runs, so --config is looked for here.
func newSources(args, environ []string, problems *Problems) *sources {
	s := &sources{env: map[string]setting{}, file: map[string]setting{}, typed: map[string]bool{}, problems: problems}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case name == envPassphrase:
			s.passphrase = desk.Secret(value)
		case strings.HasPrefix(name, envPrefix) && value != "":
			flag := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, envPrefix), "_", "-"))
			s.env[flag] = setting{value, name}
		}
	}
	s.path = s.env["config"].value
	for i, arg := range args {
		if arg == "--" {
			break
		}
		flag, value, hasValue := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		if flag == arg {
			continue
		}
		s.typed[flag] = true
		s.typed[strings.TrimPrefix(flag, "no-")] = true
		if flag == "config" {
			switch {
			case hasValue:
				s.path = value
			case i+1 < len(args):
				s.path = args[i+1]
			}
		}
	}
	if s.path != "" {
		s.readFile()
	}
	return s
}

// readFile loads the TOML file into flag names.
func (s *sources) readFile() {
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.problems.add(s.path, "there is no such file")
		return
	case err != nil:
		s.problems.add(s.path, "cannot be read: %s", reason(err))
		return
	case info.IsDir():
		s.problems.add(s.path, "is a directory, not a TOML file")
		return
	case info.Size() > maxFile:
		s.problems.add(s.path, "is too large for a settings file (%d bytes)", info.Size())
		return
	}
	body, err := os.ReadFile(s.path)
	if err != nil {
		s.problems.add(s.path, "cannot be read: %s", reason(err))
		return
	}
	table := map[string]any{}
	if _, err := toml.Decode(string(body), &table); err != nil {
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			// Only the place: the text around it may hold a secret.
			s.problems.add(s.path, "line %d is not valid TOML", syntax.Position.Line)
			return
		}
		s.problems.add(s.path, "is not valid TOML")
		return
	}
	s.flatten("", table)
}

// flatten turns [public] listen = "…" and public_listen = "…" alike into the
// flag's name.
func (s *sources) flatten(prefix string, table map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(table)) {
		name := prefix + strings.ReplaceAll(key, "_", "-")
		if inner, ok := table[key].(map[string]any); ok {
			s.flatten(name+"-", inner)
			continue
		}
		if _, twice := s.file[name]; twice {
			s.problems.add(s.path, "%s is given twice", name)
			continue
		}
		value, ok := text(table[key])
		if !ok {
			s.problems.add(s.path, "%s must be a text, a number, true or false, or a list of texts", name)
			continue
		}
		s.file[name] = setting{value, s.path}
	}
}

// text gives the TOML value in the form that a flag has.
func text(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			s, ok := x.(string)
			if !ok {
				return "", false
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), true
	}
	return "", false
}

// know compares what was read with the settings that exist: a key in the file
// that means nothing is an error, since a misspelt limit would be no limit.
func (s *sources) know(app *kong.Application) {
	known := map[string]bool{}
	for _, f := range app.Flags {
		known[f.Name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(s.file)) {
		switch {
		case name == "config":
			s.problems.add(s.path, "config cannot be set in the file itself")
			delete(s.file, name)
		case !known[name] || name == "help":
			s.problems.add(s.path, "%s is not a setting", name)
			delete(s.file, name)
		}
	}
	for name, set := range s.env {
		if !known[name] || name == "help" {
			s.ignored = append(s.ignored, set.from)
			delete(s.env, name)
		}
	}
	slices.Sort(s.ignored)
}

// Validate is part of kong's interface: know has done it already, because kong
// would stop at the first problem.
func (s *sources) Validate(*kong.Application) error { return nil }

// Resolve gives kong the value of a flag that is not on the command line.
func (s *sources) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	set, ok := s.env[flag.Name]
	if !ok {
		set, ok = s.file[flag.Name]
	}
	if !ok {
		return nil, nil
	}
	if flag.IsBool() { // kong's own reading would end the parse at the first bad one
		b, err := strconv.ParseBool(set.value)
		if err != nil {
			s.problems.add(s.where(flag.Name), "must be true or false")
		}
		return b, nil
	}
	return set.value, nil
}

// where names a setting together with the place it was set in.
func (s *sources) where(name string) string {
	if s.typed[name] {
		return "--" + name
	}
	if set, ok := s.env[name]; ok {
		return set.from
	}
	if set, ok := s.file[name]; ok {
		return fmt.Sprintf("%s in %s", name, set.from)
	}
	return name
}

// reason gives the operating system's word without repeating the path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
