package meta

import (
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Scope says how much stands still because of an error.
type Scope string

// The scopes, from one message to everything.
const (
	ScopeMessage  Scope = "message"
	ScopeContact  Scope = "contact"
	ScopeTemplate Scope = "template"
	ScopeNumber   Scope = "number"
	ScopeAccount  Scope = "account" // stop all calls for it
)

// Explanation is what one of Meta's codes means.
type Explanation struct {
	Code  int
	Known bool // false: Meta has more codes than we know
	Retry channel.Retry
	Wait  time.Duration // of RetryWait
	Scope Scope
	Says  string // which of the sentences "meta" of the i18n files tells it
}

// Explain says what a code means, of a call as well as of a failed status. A
// code that we do not know is not retried and has a neutral sentence.
func Explain(code int) Explanation {
	if e, ok := explanations[code]; ok {
		e.Code, e.Known = code, true
		return e
	}
	for _, r := range codeRanges {
		if code >= r.from && code <= r.to {
			e := r.is
			e.Code, e.Known = code, true
			return e
		}
	}
	return Explanation{Code: code, Retry: channel.RetryNever, Scope: ScopeMessage}
}

// Params are what the sentence of the code needs.
func (e Explanation) Params() desk.Params {
	p := desk.Params{"code": strconv.Itoa(e.Code)}
	if e.Says != "" {
		p[desk.ParamContext] = e.Says
	}
	return p
}

// Said names the sentence of the code; for a code that we do not know it has
// Meta's title.
func (e Explanation) Said(title string) *desk.Said {
	p := e.Params()
	if !e.Known && title != "" {
		p[desk.ParamContext], p["title"] = "titled", desk.Clip(title, longestTitle)
	}
	return &desk.Said{Code: e.kind(), Subcode: subMeta, Params: p}
}

// kind is the code of ours for one of Meta's that certainly did nothing.
func (e Explanation) kind() desk.Code {
	switch e.Retry {
	case channel.RetryBackoff:
		return desk.CodeUnavailable
	case channel.RetryWait, channel.RetryPair:
		return desk.CodeTooMany
	case channel.RetryNever, channel.RetryFix:
		return desk.CodeInvalid
	}
	return desk.CodeInvalid
}

// Subcodes of this package's errors, whose sentences their contexts choose.
const (
	subMeta    = "meta"        // Meta's answer, or none
	subInvalid = "metaInvalid" // refused here, before any call
)

// longestTitle bounds what Meta calls an error, in bytes.
const longestTitle = 300

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// Rows that several codes share.
var (
	deadToken       = Explanation{Retry: channel.RetryFix, Scope: ScopeAccount, Says: "deadToken"}
	noPermission    = Explanation{Retry: channel.RetryFix, Scope: ScopeAccount, Says: "noPermission"}
	badRequest      = Explanation{Retry: channel.RetryNever, Scope: ScopeMessage, Says: "badRequest"}
	temporary       = Explanation{Retry: channel.RetryBackoff, Scope: ScopeMessage, Says: "temporary"}
	notRegistered   = Explanation{Retry: channel.RetryFix, Scope: ScopeNumber, Says: "notRegistered"}
	restricted      = Explanation{Retry: channel.RetryFix, Scope: ScopeAccount, Says: "restricted"}
	badTemplate     = Explanation{Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "badTemplate"}
	badTemplateForm = Explanation{Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "badTemplateForm"}
	cannotMigrate   = Explanation{Retry: channel.RetryFix, Scope: ScopeNumber, Says: "cannotMigrate"}
	wrongFile       = Explanation{Retry: channel.RetryFix, Scope: ScopeMessage, Says: "wrongFile"}
)

// codeRanges are the codes that mean the same by the hundred.
var codeRanges = []struct {
	from, to int
	is       Explanation
}{
	{200, 299, noPermission},
	{138000, 138999, Explanation{Retry: channel.RetryNever, Scope: ScopeMessage, Says: "call"}},
	{139000, 139999, Explanation{Retry: channel.RetryNever, Scope: ScopeMessage, Says: "flow"}},
	{147001, 147005, Explanation{Retry: channel.RetryFix, Scope: ScopeNumber, Says: "username"}},
}
