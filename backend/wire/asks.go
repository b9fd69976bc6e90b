package wire

import (
	"encoding/json"
	"reflect"

	"github.com/parleydesk/parley/backend/desk"
)

// Ask is what an id in a command or call is a question for: may this person
// have this? Fields of bodies that name something carry it as the tag "ask".
// The tag "-" is for names that are no question: what does not exist before, what
// Meta or the person's own desktop names, or what is only compared; so is all in it.
type Ask string

// What can be asked for. Whether the person may have it is judged before the command or
// call is looked at any further, by whoever holds the rows: engine for commands, hub
// for calls about conversations, people and provision for theirs.
const (
	AskThread      Ask = "thread"      // of which one may see something
	AskInteraction Ask = "interaction" // that one may see
	AskMessage     Ask = "message"     // whose content one may see
	AskDecision    Ask = "decision"    // about an interaction of which one may know
	AskOffer       Ask = "offer"       // made to oneself; supervisors: any
	AskContact     Ask = "contact"     // of a thread of which one may see something
	AskFile        Ask = "file"        // an own upload that no message has taken, or of a message that one may see
	AskNumber      Ask = "number"      // of the organization, not deleted
	AskInbox       Ask = "inbox"       // of the organization, not deleted
	AskPlan        Ask = "plan"        // of the organization, not deleted
	AskTemplate    Ask = "template"    // of the organization
	AskUser        Ask = "user"        // of the organization
	AskNotice      Ask = "notice"      // one's own
	AskSavedFilter Ask = "savedFilter" // one's own
	AskLabel       Ask = "label"       // of the organization
	AskCannedReply Ask = "cannedReply" // one's own; supervisors: those that are shared
	AskListView    Ask = "listView"    // one's own; supervisors: those that are shared
	AskUnhandled   Ask = "unhandled"   // of the organization, for supervisors
	AskApp         Ask = "app"         // of the organization, for supervisors
	AskWaba        Ask = "waba"        // of the organization, for supervisors
	AskProfile     Ask = "profile"     // of the organization, not deleted, for supervisors
	AskSetup       Ask = "setup"       // of the organization, for supervisors
	AskSignUp      Ask = "signup"      // one's own
	AskInvitation  Ask = "invitation"  // of the organization, for supervisors
	AskDevice      Ask = "device"      // one's own; supervisors: anybody's
)

// Refusal answers whoever asks for what is not theirs, and whoever asks for
// what is not there, in the same words: a refusal does not tell which it is.
func (a Ask) Refusal() *desk.Error {
	switch a {
	case AskThread, AskInteraction:
		return desk.Refuse(desk.CodeNotFound, "notYours", desk.Params{"context": "conversation"})
	case AskFile:
		return desk.Refuse(desk.CodeNotFound, "noFile")
	default:
	}
	return desk.Refuse(desk.CodeNotFound, "notYours", desk.Params{"context": "thing", "noun": string(a)})
}

// Asked is one thing that a body names.
type Asked struct {
	What Ask
	ID   string
}

// AsksOf gives what a decoded body names, in the order of its fields. Empty ids
// name nothing.
func AsksOf(body any) []Asked {
	return asksIn(reflect.ValueOf(body), "", nil)
}

func asksIn(v reflect.Value, what Ask, out []Asked) []Asked {
	if what == "-" {
		return out
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out = asksIn(v.Elem(), what, out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = asksIn(v.Index(i), what, out)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out = asksIn(v.Field(i), Ask(v.Type().Field(i).Tag.Get("ask")), out)
		}
	case reflect.String:
		if what != "" && v.String() != "" {
			out = append(out, Asked{what, v.String()})
		}
	default: // a number, a switch
	}
	return out
}

// Who says which people a command or call is for at all.
type Who string

// Who may ask.
const (
	Everybody   Who = "everybody"
	Supervisors Who = "supervisors" // owners and admins
)

// settingUp declares what is for supervisors who have the Contact Center licence.
const settingUp Who = "settingUp"

// May says whether it is for somebody with that role.
func (w Who) May(role desk.Role) bool { return w == Everybody || role.Supervisor() }

// Request is a command or a call as it is declared, once: the types of its body B,
// whose fields say what they ask for, and of its answer A. Who handles it and who
// makes it go by this, so that none of them can speak of something else.
type Request[B, A any] struct{ Name string }

// Handler is what does or answers the request of that name.
type Handler[F any] struct {
	Name string
	Do   F
}

// ByName gives what does or answers each request.
func ByName[F any](list ...Handler[F]) map[string]F {
	m := make(map[string]F, len(list))
	for _, h := range list {
		m[h.Name] = h.Do
	}
	return m
}

// None is a body that says nothing, or an answer that is only yes.
type None struct{}

// Declaration is a Request without its types: its name, who may make it at all,
// and empty values of its body and its answer.
type Declaration struct {
	Name   string
	Who    Who
	Body   any
	Answer any
	Timed  bool // it is judged by the window: it waits until the time is sure
	Slow   bool // Meta or a carrier is asked for the answer
	SetsUp bool // it is for those of them who have the Contact Center licence
}

// Unlicensed refuses somebody who may ask by their role and lacks the licence for
// it.
func (r Declaration) Unlicensed(u *desk.User) *desk.Error {
	if !r.SetsUp || u.Licensed(desk.LicenceContactCenter) {
		return nil
	}
	return desk.Refuse(desk.CodeForbidden, "noSetUp")
}

// AsksIn reads what the JSON body of such a request names. It refuses a body of
// which a field is beyond its bound.
func (r Declaration) AsksIn(body []byte) ([]Asked, error) {
	v := reflect.New(reflect.TypeOf(r.Body))
	if len(body) > 0 {
		// The error is not kept: it may quote a PIN or a code.
		if json.Unmarshal(body, v.Interface()) != nil {
			return nil, desk.Refuse(desk.CodeInvalid, "badBody")
		}
	}
	return AsksOf(v.Elem().Interface()), desk.TooLarge(v.Interface())
}

// Commands are all commands, by name.
var Commands = map[string]Declaration{}

// Calls are all calls but those of the sandbox's panel, which are practice's own; by
// name.
var Calls = map[string]Declaration{}

func command[B, A any](name string, who Who) Request[B, A] { return declare[B, A](Commands, name, who) }

func call[B, A any](name string, who Who) Request[B, A] { return declare[B, A](Calls, name, who) }

// timedCommand is a command that is judged by the window.
func timedCommand[B, A any](name string, who Who) Request[B, A] {
	r := command[B, A](name, who)
	d := Commands[name]
	d.Timed = true
	Commands[name] = d
	return r
}

// slowCall is a call for whose answer Meta or a carrier is asked.
func slowCall[B, A any](name string, who Who) Request[B, A] {
	r := call[B, A](name, who)
	d := Calls[name]
	d.Slow = true
	Calls[name] = d
	return r
}

func declare[B, A any](among map[string]Declaration, name string, who Who) Request[B, A] {
	var body B
	var answer A
	d := Declaration{Name: name, Who: who, Body: body, Answer: answer}
	if who == settingUp {
		d.Who, d.SetsUp = Supervisors, true
	}
	among[name] = d
	return Request[B, A]{Name: name}
}

// versions names the commands whose body is no longer that of version 1.
var versions = map[string]int{}

// VersionOf gives the version that a command's body has today. It is raised when
// a field changes its meaning, its name or its type, or goes; a new field that
// may be left out needs no new version. Engine turns older bodies into this one.
func VersionOf(name string) int { return max(1, versions[name]) }
