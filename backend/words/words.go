// Package words says in English what a code means: it reads the sentences that
// the page reads (frontend/src/i18n/en) and fills them as i18next does, for what
// is said without the page: notifications, dialogs, the command line.
//
// It knows a small part of i18next: nested keys, a namespace before a colon,
// {{name}}, $t(key), context and the plural of English. Tests hold the files to this
// part, and both readers to the same cases (said.cases.json).
package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/frontend/src/i18n"
)

// Namespaces of the sentences that Go says.
const (
	Refusals = "refusals" // why something was not done: said.<subcode>, code.<code>
	Alerts   = "alerts"   // notifications and dialogs
	Connect  = "connect"  // the page in a browser from which an account is granted
)

// Of gives the sentence of an error. A code of ours always has one; what is not
// a desk.Error says no more than that something went wrong, and leaks nothing.
func Of(err error) string {
	var e *desk.Error
	if !errors.As(err, &e) {
		return Sentence(Refusals+":code."+string(desk.CodeInternal), nil)
	}
	if e.Message != "" {
		return e.Message
	}
	if s, ok := english().said(e.Subcode, e.Params); ok {
		return s
	}
	if s, ok := english().find(Refusals+":code."+string(e.Code), e.Params); ok {
		return s
	}
	return Sentence(Refusals+":code."+string(desk.CodeInternal), nil)
}

// Sentence gives the sentence under a key such as "alerts:offer.title"; an unknown
// key comes back as it is, so that it is seen.
func Sentence(key string, params desk.Params) string { return english().say(key, params) }

// book is the sentences of one language by key.
type book map[string]string

func (b book) say(key string, params desk.Params) string {
	if s, ok := b.find(key, params); ok {
		return s
	}
	return key
}

// said gives the sentence of a subcode, and the second one that params may name.
func (b book) said(subcode string, params desk.Params) (string, bool) {
	first, ok := b.find(Refusals+":said."+subcode, params)
	if !ok || subcode == "" {
		return "", false
	}
	next, _ := params[desk.ParamThen].(string)
	if second, ok := b.find(Refusals+":said."+next, params); ok && next != "" {
		return first + " " + second, true
	}
	return first, true
}

func (b book) find(key string, params desk.Params) (string, bool) {
	for _, each := range forms(key, params) {
		if s, ok := b[each]; ok {
			return b.fill(s, params), true
		}
	}
	return "", false
}

// forms lists the keys that may hold the sentence, the closest first, in the
// order of i18next: a context counts more than a plural.
func forms(key string, params desk.Params) []string {
	plural := ""
	if n, ok := params[desk.ParamCount]; ok {
		plural = "_other"
		if text(n) == "1" {
			plural = "_one"
		}
	}
	var list []string
	add := func(k string) {
		if plural != "" {
			list = append(list, k+plural)
		}
		list = append(list, k)
	}
	if context, ok := params[desk.ParamContext].(string); ok && context != "" {
		add(key + "_" + context)
	}
	add(key)
	return list
}

var hole = regexp.MustCompile(`\$t\(([^)]+)\)|\{\{\s*(\w+)\s*\}\}`)

// fill puts the params and the words that the sentence names, $t(key), into the
// sentence, once: what stands in a param is text and never read again.
func (b book) fill(sentence string, params desk.Params) string {
	return hole.ReplaceAllStringFunc(sentence, func(h string) string {
		m := hole.FindStringSubmatch(h)
		if m[1] != "" {
			return b.say(b.fill(m[1], params), nil)
		}
		if m[2] == paramWho && text(params[m[2]]) == "" {
			return b[someone]
		}
		return text(params[m[2]])
	})
}

// A sentence about somebody whose name is not known, such as a person who has left
// since, is filled with a word for that. said.ts does the same.
const (
	paramWho = "who"
	someone  = Refusals + ":someone"
)

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64: // a number that came as JSON
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// english reads the files once; that they can be read is a test's business.
var english = sync.OnceValue(func() book {
	all := book{}
	files, err := fs.Glob(i18n.English, "en/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		b, err := i18n.English.ReadFile(name)
		if err != nil {
			panic(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(b, &tree); err != nil {
			panic(fmt.Sprintf("read %s: %v", name, err))
		}
		flatten(all, strings.TrimSuffix(path.Base(name), ".json")+":", tree)
	}
	return all
})

func flatten(all book, prefix string, tree map[string]any) {
	for key, v := range tree {
		switch v := v.(type) {
		case string:
			all[prefix+key] = v
		case map[string]any:
			flatten(all, prefix+key+".", v)
		}
	}
}
