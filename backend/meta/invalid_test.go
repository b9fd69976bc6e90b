package meta_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/words"
)

// badMessages are messages that must be refused before they are sent.
func badMessages() map[string]channel.Outgoing {
	const to = "4915550100200"
	hi := &channel.OutText{Body: "Hi"}
	return map[string]channel.Outgoing{
		"nobody":                      {Text: hi},
		"two recipients":              {To: to, UserID: "DE.1x", Text: hi},
		"number with letters":         {To: "+49 155", Text: hi},
		"number as user id":           {UserID: to, Text: hi},
		"no content":                  {To: to},
		"two contents":                {To: to, Text: hi, Location: &channel.Location{}},
		"empty text":                  {To: to, Text: &channel.OutText{Body: " \n"}},
		"text too long":               {To: to, Text: &channel.OutText{Body: strings.Repeat("é", 4097)}},
		"caption on audio":            {To: to, File: &channel.OutFile{Type: "audio", MediaID: "1", Caption: "x"}},
		"caption too long":            {To: to, File: &channel.OutFile{Type: "image", MediaID: "1", Caption: strings.Repeat("é", 1025)}},
		"file not uploaded":           {To: to, File: &channel.OutFile{Type: "image"}},
		"file of no type":             {To: to, File: &channel.OutFile{Type: "text", MediaID: "1"}},
		"reaction to nothing":         {To: to, Reaction: &channel.Reaction{Emoji: "x"}},
		"reaction quoting":            {To: to, ReplyTo: "w", Reaction: &channel.Reaction{MessageID: "w"}},
		"card without a name":         {To: to, Card: &channel.Card{Name: " "}},
		"question that is empty":      {To: to, Choices: &channel.OutChoices{Sections: buttons("a")}},
		"no buttons":                  {To: to, Choices: &channel.OutChoices{Body: "x"}},
		"four buttons":                {To: to, Choices: &channel.OutChoices{Body: "x", Sections: buttons("a", "b", "c", "d")}},
		"the same button twice":       {To: to, Choices: &channel.OutChoices{Body: "x", Sections: buttons("a", "a")}},
		"button of 21 characters":     {To: to, Choices: &channel.OutChoices{Body: "x", Sections: buttons(strings.Repeat("é", 21))}},
		"question of 1025 characters": {To: to, Choices: &channel.OutChoices{Body: strings.Repeat("é", 1025), Sections: buttons("a")}},
		"eleven rows":                 {To: to, Choices: &channel.OutChoices{Body: "x", Open: "Open", Sections: buttons(strings.Split("a b c d e f g h i j k", " ")...)}},
		"sections without titles":     {To: to, Choices: &channel.OutChoices{Body: "x", Open: "Open", Sections: append(buttons("a"), buttons("b")...)}},
		"row without a title":         {To: to, Choices: &channel.OutChoices{Body: "x", Open: "Open", Sections: buttons("")}},
		"callback too long":           {To: to, Text: hi, CallbackData: strings.Repeat("x", 513)},
		"template unnamed":            {To: to, Template: &channel.OutTemplate{Language: "en_US"}},
		"variable empty": {To: to, Template: &channel.OutTemplate{Name: "t", Language: "en_US", Body: []channel.OutValue{
			{Name: "n"},
		}}},
		"header empty":         {To: to, Template: &channel.OutTemplate{Name: "t", Language: "en_US", Header: &channel.OutHeader{}}},
		"header not uploaded":  {To: to, Template: &channel.OutTemplate{Name: "t", Language: "en_US", Header: &channel.OutHeader{File: &channel.OutFile{Type: channel.TypeImage}}}},
		"header of an audio":   {To: to, Template: &channel.OutTemplate{Name: "t", Language: "en_US", Header: &channel.OutHeader{File: &channel.OutFile{Type: channel.TypeAudio, MediaID: "1"}}}},
		"button not filled in": {To: to, Template: &channel.OutTemplate{Name: "t", Language: "en_US", Buttons: []channel.OutButton{{Kind: channel.ButtonLink}}}},
		"button of no kind": {To: to, Template: &channel.OutTemplate{Name: "t", Language: "en_US", Buttons: []channel.OutButton{
			{Kind: "smell", Value: "x"},
		}}},
	}
}

// buttons makes a section of choices.
func buttons(titles ...string) []channel.OutSection {
	var s channel.OutSection
	for i, title := range titles {
		s.Rows = append(s.Rows, channel.OutChoice{ID: strconv.Itoa(i), Title: title})
	}
	return []channel.OutSection{s}
}

// badCalls are calls that must be refused before they are made.
func badCalls(ctx context.Context, base string) map[string]func() error {
	c := newClient(base)
	with := func(change func(*meta.Client)) func() error {
		return func() error {
			other := newClient(base)
			change(other)
			return other.SubscribeApp(ctx, wabaID)
		}
	}
	return map[string]func() error{
		"read nothing":    func() error { return c.MarkRead(ctx, phoneID, "", false) },
		"short code":      func() error { return c.VerifyCode(ctx, phoneID, "12345") },
		"PIN of letters":  func() error { return c.Register(ctx, phoneID, "12345x") },
		"empty about":     func() error { return c.UpdateProfile(ctx, phoneID, channel.ProfileUpdate{About: text("")}) },
		"id with a slash": func() error { return c.SubscribeApp(ctx, "1/../2") },
		"id with a query": func() error { return c.SubscribeApp(ctx, "1?x=y") },
		"dots for an id":  func() error { return c.SubscribeApp(ctx, "..") },
		"no id":           func() error { return c.SubscribeApp(ctx, "") },
		"empty file": func() error {
			_, err := c.UploadMedia(ctx, phoneID, channel.Upload{MIME: "image/png", Body: strings.NewReader("")})
			return err
		},
		"file too big": func() error {
			_, err := c.UploadMedia(ctx, phoneID, channel.Upload{MIME: "image/png", Body: strings.NewReader("x"), Size: meta.MaxMedia + 1})
			return err
		},
		"file without type": func() error {
			_, err := c.UploadMedia(ctx, phoneID, channel.Upload{Body: strings.NewReader("x"), Size: 1})
			return err
		},
		"no token":              with(func(c *meta.Client) { c.Token = nil }),
		"empty token":           with(func(c *meta.Client) { c.Token = meta.StaticToken("") }),
		"token with line break": with(func(c *meta.Client) { c.Token = meta.StaticToken("EAAx\r\ny") }),
		"latest version":        with(func(c *meta.Client) { c.Version = "latest" }),
		"base in clear":         with(func(c *meta.Client) { c.BaseURL = "http://graph.facebook.com" }),
		"base of another kind":  with(func(c *meta.Client) { c.BaseURL = "ftp://127.0.0.1" }),
		"no base":               with(func(c *meta.Client) { c.BaseURL = "" }),
	}
}

func TestClient_invalidArguments_makeNoCall(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("called: %s", r.URL.Path)
	}))
	defer server.Close()
	tests := badCalls(t.Context(), server.URL)
	for name, m := range badMessages() {
		tests[name] = func() error {
			_, err := newClient(server.URL).Send(t.Context(), phoneID, m)
			return err
		}
	}
	for name, call := range tests {
		err := call()
		var e *meta.Error
		if !errors.As(err, &e) || e.Cause != meta.CauseInvalid || e.Outcome != meta.NothingSent {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if desk.CodeOf(err) != desk.CodeInvalid || desk.Retryable(err) || words.Of(err) == words.Of(desk.Refuse(desk.CodeInvalid, "metaInvalid")) {
			t.Errorf("%s: for people: %s, %q", name, desk.CodeOf(err), words.Of(err))
		}
	}
}

func TestClient_tokenSourceFails_nothingSent(t *testing.T) {
	t.Parallel()
	locked := errors.New("locked")
	c := newClient(meta.DefaultBaseURL)
	c.Token = func(context.Context) (desk.Secret, error) { return "", locked }
	err := c.SubscribeApp(t.Context(), wabaID)
	var e *meta.Error
	if !errors.As(err, &e) || e.Outcome != meta.NothingSent || !errors.Is(err, locked) {
		t.Errorf("got %v", err)
	}
}

func TestExplain_everyCodeOfMetasList_isKnown(t *testing.T) {
	t.Parallel()
	codes := []int{
		0, 190, 3, 10, 200, 250, 299, 131005, 104, 33, 100, 368, 131031, 130497, 1, 2, 131000, 131016, 133004, 135000,
		4, 80007, 130429, 131048, 131056, 131064, 130403, 130472, 131008, 131009, 131021, 131026, 131030, 131037, 131042,
		131045, 133010, 131047, 131049, 131050, 131051, 131052, 131053, 131057, 131060, 131061, 131062, 131063, 132000,
		132001, 132005, 132007, 132012, 132018, 132015, 132016, 132068, 132069, 133000, 133005, 133006, 133008, 133009,
		133015, 133016, 134011, 136024, 136025, 137000, 147001, 147005, 2388012, 2388091, 2388093, 2388103, 2494100,
		2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299, 2388009, 2593107, 2593108, 2593109,
		131044, 138000, 139999,
	}
	for _, code := range codes {
		e := meta.Explain(code)
		if !e.Known || e.Code != code || e.Retry == "" || e.Scope == "" {
			t.Errorf("%d: %+v", code, e)
		}
		text := words.Of(e.Said("").Err())
		neutral := words.Of(desk.Refuse(desk.CodeInvalid, "meta", desk.Params{"code": strconv.Itoa(code)}))
		if len(text) < 30 || !strings.HasSuffix(text, ".") || text == neutral {
			t.Errorf("%d: text %q", code, text)
		}
		if (e.Wait > 0) != (e.Retry == channel.RetryWait) {
			t.Errorf("%d: retry %s with a wait of %s", code, e.Retry, e.Wait)
		}
	}
}

func TestExplain_classes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code  int
		retry channel.Retry
		wait  time.Duration
		scope meta.Scope
	}{
		{190, channel.RetryFix, 0, meta.ScopeAccount},
		{131000, channel.RetryBackoff, 0, meta.ScopeMessage},
		{131056, channel.RetryPair, 0, meta.ScopeContact},
		{131047, channel.RetryNever, 0, meta.ScopeContact},
		{131049, channel.RetryWait, 24 * time.Hour, meta.ScopeContact},
		{132016, channel.RetryNever, 0, meta.ScopeTemplate},
		{133016, channel.RetryWait, 72 * time.Hour, meta.ScopeNumber},
		{777777, channel.RetryNever, 0, meta.ScopeMessage},
	}
	for _, tt := range tests {
		e := meta.Explain(tt.code)
		if e.Retry != tt.retry || e.Wait != tt.wait || e.Scope != tt.scope {
			t.Errorf("%d: got %+v", tt.code, e)
		}
	}
}

func TestProblemExplain_unknownCode_keepsMetasTitle(t *testing.T) {
	t.Parallel()
	said := func(problem string) string {
		s, err := meta.DecodeStatus(json.RawMessage(`{"status":{"id":"wamid.1","status":"failed","errors":[` + problem + `]}}`))
		if err != nil || len(s.Problems) != 1 {
			t.Fatalf("read %+v, %v", s, err)
		}
		return words.Of(s.Problems[0].Said.Err())
	}
	if text := said(`{"code":777777,"title":"The moon is full"}`); !strings.Contains(text, "The moon is full") || !strings.Contains(text, "777777") {
		t.Errorf("got %q", text)
	}
	if text := said(`{"code":131047,"title":"Re-engagement"}`); strings.Contains(text, "Re-engagement") {
		t.Errorf("Meta's words instead of ours: %q", text)
	}
}
