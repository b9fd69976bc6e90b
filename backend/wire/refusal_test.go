package wire_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestWho_onlySupervisorsMayWhatIsForThem(t *testing.T) {
	t.Parallel()
	for role, supervises := range map[desk.Role]bool{
		desk.RoleOwner: true, desk.RoleAdmin: true, desk.RoleAgent: false, "": false, "caretaker": false,
	} {
		if wire.Supervisors.May(role) != supervises || !wire.Everybody.May(role) {
			t.Errorf("%q: supervisors' %t, everybody's %t", role, wire.Supervisors.May(role), wire.Everybody.May(role))
		}
		if wire.Who("").May(role) != supervises {
			t.Errorf("what is declared for nobody in particular is open to %q", role)
		}
	}
}

func TestDeclaration_settingUpNeedsContactCenter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		without []desk.Licence
		refused bool
	}{
		{nil, false}, {[]desk.Licence{desk.LicenceWhatsApp}, false}, {[]desk.Licence{desk.LicenceContactCenter}, true}, {[]desk.Licence{desk.LicenceBase}, true},
	} {
		u := &desk.User{Role: desk.RoleOwner, Active: true, Without: c.without}
		for name, want := range map[string]bool{
			wire.CmdPutInbox.Name: c.refused, wire.CmdUpdateNumber.Name: c.refused, wire.CmdDraftTemplate.Name: c.refused,
			wire.CmdLicences.Name: false, wire.CmdUpdateUser.Name: false, wire.CmdTake.Name: false,
		} {
			if err := wire.Commands[name].Unlicensed(u); (err != nil) != want {
				t.Errorf("%s without %v: %v", name, c.without, err)
			}
		}
		for name, want := range map[string]bool{
			wire.CallSetupBegin.Name: c.refused, wire.CallWabaVerify.Name: c.refused, wire.CallInvite.Name: false, wire.CallPulse.Name: false,
		} {
			if err := wire.Calls[name].Unlicensed(u); (err != nil) != want {
				t.Errorf("%s without %v: %v", name, c.without, err)
			}
		}
	}
}

// What a refusal is about: conversations, files and all else have words of their own.
func TestRefusal_saysWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for ask, want := range map[wire.Ask][3]any{
		wire.AskThread:      {"notYours", "conversation", nil},
		wire.AskInteraction: {"notYours", "conversation", nil},
		wire.AskMessage:     {"notYours", "thing", "message"},
		wire.AskDecision:    {"notYours", "thing", "decision"},
		wire.AskOffer:       {"notYours", "thing", "offer"},
		wire.AskContact:     {"notYours", "thing", "contact"},
		wire.AskFile:        {"noFile", nil, nil},
		wire.AskNumber:      {"notYours", "thing", "number"},
		wire.AskInbox:       {"notYours", "thing", "inbox"},
		wire.AskPlan:        {"notYours", "thing", "plan"},
		wire.AskTemplate:    {"notYours", "thing", "template"},
		wire.AskUser:        {"notYours", "thing", "user"},
		wire.AskDevice:      {"notYours", "thing", "device"},
		wire.AskProfile:     {"notYours", "thing", "profile"},
	} {
		e := ask.Refusal()
		if got := [3]any{e.Subcode, e.Params["context"], e.Params["noun"]}; got != want || e.Code != desk.CodeNotFound {
			t.Errorf("%s: %s %v, want %v", ask, e.Code, got, want)
		}
	}
}

// Rule 2: every id that stands anywhere in a body is asked for, once for each time
// it stands there, and an empty one is no question.
func TestRule2_asksOfFindsWhatLiesDeep(t *testing.T) {
	t.Parallel()
	type inner struct {
		File string   `ask:"file"`
		Free string   `ask:"-"`
		Word string   // says nothing
		Who  []string `ask:"user"`
	}
	type body struct {
		Thread string `ask:"thread"`
		Parts  []inner
		One    *inner
		None   *inner
		Number int64 `ask:"number"` // no text, no id
	}
	got := wire.AsksOf(&body{
		Thread: "thr_1", Number: 7, One: &inner{File: "med_3", Who: []string{"", "usr_2"}},
		Parts: []inner{{File: "med_1", Free: "x", Word: "y", Who: []string{"usr_1", "usr_1"}}, {File: ""}},
	})
	want := []wire.Asked{
		{What: wire.AskThread, ID: "thr_1"}, {What: wire.AskFile, ID: "med_1"}, {What: wire.AskUser, ID: "usr_1"},
		{What: wire.AskUser, ID: "usr_1"}, {What: wire.AskFile, ID: "med_3"}, {What: wire.AskUser, ID: "usr_2"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
	if got := wire.AsksOf((*body)(nil)); len(got) != 0 {
		t.Errorf("nothing asks for %v", got)
	}
}

func TestSupervised_letsOnlySupervisorsThroughAndQuotesNothing(t *testing.T) {
	t.Parallel()
	type in struct {
		PIN string `json:"pin"`
	}
	owner := &desk.User{Role: desk.RoleOwner, Active: true}
	for name, c := range map[string]struct {
		user    *desk.User
		body    string
		subcode string
		called  bool
	}{
		"owner":              {owner, `{"pin":"246810"}`, "", true},
		"admin":              {&desk.User{Role: desk.RoleAdmin, Active: true}, `{"pin":"246810","later":1}`, "", true},
		"agent":              {&desk.User{Role: desk.RoleAgent, Active: true}, `{"pin":"246810"}`, "role", false},
		"switched-off owner": {&desk.User{Role: desk.RoleOwner}, `{"pin":"246810"}`, "role", false},
		"nobody":             {nil, `{"pin":"246810"}`, "role", false},
		"half a body":        {owner, `{"pin":"246810"`, "badBody", false},
		"a number as PIN":    {owner, `{"pin":246810}`, "badBody", false},
	} {
		var got *in
		out, err := wire.Supervised(c.user, []byte(c.body), func(i in) (int, error) { got = &i; return 3, nil })
		if desk.SubcodeOf(err) != c.subcode || (got != nil) != c.called {
			t.Errorf("%s: %v, called with %+v", name, err, got)
		}
		if err != nil && (strings.Contains(err.Error(), "246810") || out != nil) {
			t.Errorf("%s: the refusal quotes the body or answers: %v, %v", name, err, out)
		}
		if c.called && (got.PIN != "246810" || out != 3) {
			t.Errorf("%s: got %+v, gave %v", name, got, out)
		}
	}
	if out, err := wire.Supervised(owner, nil, func(i in) (in, error) { return i, nil }); err != nil || out != (in{}) {
		t.Errorf("no body: %v, %v", out, err)
	}
	refusal := desk.Refuse(desk.CodeConflict, "lease")
	if out, err := wire.Supervised(owner, nil, func(in) (int, error) { return 3, refusal }); !errors.Is(err, refusal) || out != nil {
		t.Errorf("a refusal became %v, %v", out, err)
	}
}

func TestDeclared_codesOfBadBodies(t *testing.T) {
	t.Parallel()
	d := wire.Calls[wire.CallInvite.Name]
	if _, err := d.AsksIn([]byte(`{"name":7}`)); desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "badBody" {
		t.Errorf("a number as name: %v", err)
	}
	long, err := json.Marshal(wire.Invite{Name: strings.Repeat("x", 100_000)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.AsksIn(long); desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "tooLong" {
		t.Errorf("a name without end: %v", err)
	}
}

// Two errors are shown alike only if all of them is alike.
func TestError_equalLooksAtEverything(t *testing.T) {
	t.Parallel()
	base := func() *wire.Failure {
		return &wire.Failure{Code: "invalid", Subcode: "s", Message: "m", Params: map[string]any{"n": 1}}
	}
	for name, change := range map[string]func(*wire.Failure){
		"code": func(e *wire.Failure) { e.Code = "x" }, "subcode": func(e *wire.Failure) { e.Subcode = "x" },
		"message": func(e *wire.Failure) { e.Message = "x" }, "parameter": func(e *wire.Failure) { e.Params["n"] = 2 },
		"no parameter": func(e *wire.Failure) { e.Params = nil }, "another parameter": func(e *wire.Failure) { e.Params["k"] = 1 },
	} {
		other := base()
		if change(other); other.Equal(base()) || base().Equal(other) {
			t.Errorf("another %s is taken for the same", name)
		}
	}
	var none *wire.Failure
	if !base().Equal(base()) || !none.Equal(nil) || none.Equal(base()) || base().Equal(nil) {
		t.Error("the same is taken for another, or nothing for something")
	}
	back := base().Err()
	if desk.CodeOf(back) != desk.CodeInvalid || desk.SubcodeOf(back) != "s" || !wire.ErrorOf(back).Equal(base()) {
		t.Errorf("there and back it is %+v", back)
	}
}

// A frame of the largest size goes, one byte more does not.
func TestEncode_refusesWhatNoDesktopReads(t *testing.T) {
	t.Parallel()
	frame := func(n int) wire.Frame {
		return wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Name: strings.Repeat("x", n), Body: json.RawMessage(`{}`)}}
	}
	empty, err := wire.Encode(frame(0))
	if err != nil {
		t.Fatal(err)
	}
	room := wire.MaxFrame - len(empty)
	if b, err := wire.Encode(frame(room)); err != nil || len(b) != wire.MaxFrame {
		t.Errorf("a frame of %d bytes: %v", len(b), err)
	}
	b, err := wire.Encode(frame(room + 1))
	if b != nil || desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != wire.SubFrameTooLarge {
		t.Errorf("one byte more: %d bytes, %v", len(b), err)
	}
	if said := desk.SaidOf(err); said == nil || said.Params["kind"] != wire.FramePush || said.Params["bytes"] != wire.MaxFrame+1 {
		t.Errorf("it says %+v", said)
	}
	if _, err := wire.Encode(wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Body: json.RawMessage(`{`)}}); err == nil {
		t.Error("half a body was written")
	}
}

func TestDecode_saysWhatIsWrongWithAFrame(t *testing.T) {
	t.Parallel()
	for frame, context := range map[string]any{
		`{"kind":"hello"`: nil, `{"kind":"hello"}`: "empty", `{"kind":"hello","hello":{"version":"1"}}`: nil,
		`{"kind":"hello","hello":{}}{"kind":"hello","hello":{}}`: nil, `{"kind":"hello","hello":{}} x`: nil, `{}`: "empty",
	} {
		_, err := wire.Decode([]byte(frame))
		if desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "badFrame" || desk.SaidOf(err).Params["context"] != context {
			t.Errorf("%s: %v", frame, err)
		}
	}
	if f, err := wire.Decode([]byte(" \n{\"kind\":\"hello\",\"hello\":{}}\n ")); err != nil || f.Hello == nil {
		t.Errorf("blanks around a frame: %v", err)
	}
}

func TestKindOf_ofWhatIsNoFrameIsNone(t *testing.T) {
	t.Parallel()
	for frame, want := range map[string]wire.FrameKind{
		"": "", "[]": "", `{"kind":7}`: "", `{"kind":"page"`: "", `{"kind":"page"}`: wire.FramePage, `{"kind":"later"}`: "later",
	} {
		if got := wire.KindOf([]byte(frame)); got != want {
			t.Errorf("%s is a %q", frame, got)
		}
	}
}

func TestInto_namesTheRowItCannotRead(t *testing.T) {
	t.Parallel()
	c := wire.Change{Kind: "message", ID: "msg_1", Body: json.RawMessage(`{"id":"msg_1","text":"hi"}`)}
	var m wire.Message
	if err := c.Into(&m); err != nil || m.ID != "msg_1" || m.Text != "hi" {
		t.Errorf("%+v, %v", m, err)
	}
	c.Body = json.RawMessage(`{"id":7}`)
	if err := c.Into(&m); err == nil || !strings.Contains(err.Error(), "message msg_1") {
		t.Errorf("%v", err)
	}
}

// Frames of rows that are damaged at the head or the tail give nothing, rather
// than a frame that covers something else.
func TestSalvage_refusesADamagedHeadOrTail(t *testing.T) {
	t.Parallel()
	changes := `{"kind":"changes","changes":{"from":4,"to":9,"more":true,"head":12,"now":77,"items":[`
	page := `{"kind":"page","page":{"items":[`
	row := `{"kind":"thread","id":"thr_1","gone":true}`
	for frame, rows := range map[string]int{
		changes + row + `,`: 1, changes + row + `,{"kind":7`: 1, changes: 0, changes + row + `]}}`: 1,
		page + row + `],"next":"n","left":3}}`: 1, page + row + `,7],"next":"n","left":3}}` + "\n": 1, page + `],"next":"","left":0}}`: 0,
		strings.Replace(changes, `"to":9`, `"to":99999999999999999999`, 1): -1, strings.Replace(changes, `true`, `"no"`, 1): -1,
		strings.Replace(changes, `"from":4,`, ``, 1): -1, " " + changes: -1,
		page + row + `],"next":"n","left":99999999999999999999}}`: -1, page + row + `],"next":"n"}}`: -1,
		page + row + `],"next":"\q","left":3}}`: -1, page + row + `],"next":"` + strings.Repeat("x", 301) + `","left":3}}`: -1,
		row + `],"next":"n","left":3}}`: -1, `{"kind":"hello","hello":{}}`: -1, "": -1,
	} {
		f, ok := wire.Salvage([]byte(frame))
		got := -1
		switch {
		case ok && f.Changes != nil && f.Kind == wire.FrameChanges:
			got = len(f.Changes.Items)
		case ok && f.Page != nil && f.Kind == wire.FramePage:
			got = len(f.Page.Items)
		}
		if got != rows || ok != (rows >= 0) {
			t.Errorf("%d rows of %.120s, want %d", got, frame, rows)
		}
	}
}

// The proof that a desktop of version 1 makes: relays and desktops of different
// builds must make the same of the same request.
func TestProof_isTheSameInEveryBuild(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	wire.Prove(h, ask, keyOf(1))
	const want = "a nonce." + proofOfAsk
	if got := h.Get(wire.HeaderProof); got != want {
		t.Errorf("the proof is %s, was %s", got, want)
	}
	if got := h.Get("Authorization"); got != "Bearer the token" || wire.HeaderProof != "Parley-Proof" {
		t.Errorf("sent as %q in %s", got, wire.HeaderProof)
	}
	p := wire.ReadPresented("POST", "Relay.Example:443", &url.URL{Path: "/api/media", RawQuery: "size=3"}, h)
	signature, err := base64.RawURLEncoding.DecodeString(proofOfAsk)
	if err != nil || !bytes.Equal(p.Signature, signature) || p.Nonce != "a nonce" || p.Token != "the token" || p.Host != "relay.example" {
		t.Errorf("read as %+v, %v", p, err)
	}
}

// What is missing of a proof leaves nothing of it: no nonce without its signature.
func TestReadPresented_aProofIsWholeOrNone(t *testing.T) {
	t.Parallel()
	to := &url.URL{Path: "/sync", RawQuery: "a=b"}
	for header, whole := range map[string]bool{
		"n." + proofOfAsk: true, "n" + proofOfAsk: false, "n." + proofOfAsk[:80]: false, "n." + proofOfAsk + "AAAA": false,
		"n.": false, "": false, "n." + proofOfAsk + "=": false, "." + proofOfAsk: true, // an empty nonce was never given
	} {
		h := http.Header{}
		h.Set(wire.HeaderProof, header)
		h.Set("Authorization", "Bearer t")
		p := wire.ReadPresented("GET", "relay.example", to, h)
		if (p.Signature != nil) != whole || !whole && p.Nonce != "" {
			t.Errorf("%q is read as nonce %q with %d bytes", header, p.Nonce, len(p.Signature))
		}
		if p.Method != "GET" || p.Path != "/sync" || p.Query != "a=b" || p.Token != "t" {
			t.Errorf("of the request came %+v", p)
		}
	}
	if p := wire.ReadPresented("GET", "x", to, http.Header{"Authorization": {"Basic t"}}); p.Token != "" {
		t.Errorf("another scheme's token is taken: %q", p.Token)
	}
}

const proofOfAsk = "gXVgfpYegMFlFRV6_SyqXZrIEkE_3CTVnbSFfySrGozkx65fBTy6xVvJTOx1PywUwcCApSj6qBjSXsBz7zejAw"
