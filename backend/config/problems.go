package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problems is everything that is wrong with a configuration. Its text is meant
// to be read by the person who wrote it.
type Problems struct {
	list []string
}

// add records one problem of a setting (or, with no name, of the whole).
func (p *Problems) add(where, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if where != "" {
		line = where + ": " + line
	}
	if !slices.Contains(p.list, line) { // kong may read one value more than once
		p.list = append(p.list, line)
	}
}

// about says whether something is wrong with a setting already.
func (p *Problems) about(where string) bool {
	return slices.ContainsFunc(p.list, func(line string) bool { return strings.HasPrefix(line, where+": ") })
}

// Error gives one line per problem below a headline.
func (p *Problems) Error() string {
	headline := fmt.Sprintf("the configuration has %d problems", len(p.list))
	if len(p.list) == 1 {
		headline = "the configuration has a problem"
	}
	return headline + ":\n  - " + strings.Join(p.list, "\n  - ")
}

// List gives the problems one by one.
func (p *Problems) List() []string { return slices.Clone(p.list) }
