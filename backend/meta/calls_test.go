package meta_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// answering gives a client that gets this answer, with a note of what was asked.
func answering(t *testing.T, answer string) (*meta.Client, *http.Request) {
	t.Helper()
	asked := &http.Request{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = *r.Clone(context.Background())
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return newClient(server.URL), asked
}

// Every call has a deadline of its own, and a shorter one of the caller's holds.
func TestClient_everyCallHasItsDeadline(t *testing.T) {
	t.Parallel()
	var until time.Duration
	c := newClient("https://graph.facebook.com")
	c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		at, _ := r.Context().Deadline()
		until = time.Until(at)
		return nil, net.ErrClosed
	})}
	short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	for name, c := range map[string]struct {
		call func() error
		want time.Duration
	}{
		"question": {func() error { _, err := c.GetAccount(t.Context(), wabaID); return err }, 20 * time.Second},
		"setting":  {func() error { return c.SubscribeApp(t.Context(), wabaID) }, 20 * time.Second},
		"message": {func() error {
			_, err := c.Send(t.Context(), phoneID, channel.Outgoing{To: "+49", Text: &channel.OutText{Body: "x"}})
			return err
		}, 30 * time.Second},
		"upload": {func() error {
			_, err := c.UploadMedia(t.Context(), phoneID, channel.Upload{MIME: "image/png", Size: 1, Body: strings.NewReader("x")})
			return err
		}, 5 * time.Minute},
		"download": {func() error {
			_, err := c.DownloadMedia(t.Context(), "https://lookaside.fbsbx.com/x", 1)
			return err
		}, 5 * time.Minute},
		"in a hurry": {func() error { return c.SubscribeApp(short, wabaID) }, 2 * time.Second},
	} {
		until = 0
		if err := c.call(); !errors.Is(err, net.ErrClosed) || until > c.want || until < c.want/2 {
			t.Errorf("%s: %v, %v of %v", name, err, until, c.want)
		}
	}
}

// What stands around each request: what we take, who we are, the type of the body
// where there is one, and the token as it is at that moment.
func TestClient_headersOfARequest(t *testing.T) {
	t.Parallel()
	c, asked := answering(t, `{"success":true,"id":"7"}`)
	n := 0
	c.Token = func(context.Context) (desk.Secret, error) {
		n++
		return desk.Secret(fmt.Sprint("EAAtoken", n)), nil
	}
	for i, call := range []func() error{
		func() error { return c.SubscribeApp(t.Context(), wabaID) },
		func() error { return c.MarkRead(t.Context(), phoneID, "wamid.1", true) },
		func() error { _, err := c.GetAccount(t.Context(), wabaID); return err },
	} {
		if err := call(); err != nil {
			t.Fatal(err)
		}
		h := asked.Header
		hasBody := i == 1
		if h.Get("Accept") != "application/json" || h.Get("User-Agent") != "Parley/1.0.0" || h.Get("Authorization") != fmt.Sprint("Bearer EAAtoken", i+1) {
			t.Errorf("%d: %v", i, h)
		}
		if (h.Get("Content-Type") == "application/json") != hasBody || (asked.ContentLength > 0) != hasBody {
			t.Errorf("%d: a body of type %q with %d bytes", i, h.Get("Content-Type"), asked.ContentLength)
		}
	}
}

func TestClient_whereTheTokenMayGo(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"https://graph.facebook.com": true, "https://graph.facebook.com/": true, "https://proxy.example/graph": true, "http://localhost:1": true,
		"http://127.0.0.1:1": true, "http://127.8.8.8:1": true, "http://[::1]:1": true,
		"http://localhost.evil.example": false, "http://10.0.0.1": false, "http://graph.facebook.com": false, "https://u:p@graph.facebook.com": false,
		"https://graph.facebook.com?x=1": false, "https://graph.facebook.com#x": false, "https://": false, "graph.facebook.com": false, "ws://127.0.0.1": false,
	} {
		for version, good := range map[string]bool{"v23.0": true, "v1.0": true, "v100.10": true, "23.0": false, "v23": false, "v23.0/x": false, "V23.0": false, "v1000.0": false, "v2.100": false, "": false} {
			asked := false
			c := newClient(base)
			c.Version = version
			c.HTTP = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				asked = true
				return nil, net.ErrClosed
			})}
			if err := c.SubscribeApp(t.Context(), wabaID); err == nil || asked != (ok && good) {
				t.Errorf("%s with %q: asked %t, %v", base, version, asked, err)
			}
		}
	}
	for token, good := range map[desk.Secret]bool{"EAAx~!": true, "EAA x": false, "EAAx\x7f": false, "EAAé": false, "EAAx\n": false} {
		c := newClient("https://graph.facebook.com")
		c.Token = meta.StaticToken(token)
		asked := false
		c.HTTP = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { asked = true; return nil, net.ErrClosed })}
		if err := c.SubscribeApp(t.Context(), wabaID); asked != good || strings.Contains(err.Error(), "EAA") {
			t.Errorf("asked %t: %v", asked, err)
		}
	}
}

// A list is read to its end or not at all: half a list would be taken for all of it.
func TestPages_aListIsWholeOrAnError(t *testing.T) {
	t.Parallel()
	row := `{"data":[{"id":"1"}]`
	more := func(after string) string { return row + `,"paging":{"next":"x","cursors":{"after":"` + after + `"}}}` }
	for name, c := range map[string]struct {
		answers []string // the last again and again
		rows    int      // -1 = an error
	}{
		"one page":                        {[]string{row + `}`}, 1},
		"empty":                           {[]string{`{"data":[]}`}, 0},
		"null":                            {[]string{`{"data":null}`}, -1},
		"no list":                         {[]string{`{"id":"1"}`}, -1},
		"two pages":                       {[]string{more("a"), row + `}`}, 2},
		"a cursor and no next":            {[]string{row + `,"paging":{"cursors":{"after":"a"}}}`}, 1},
		"a next and no cursor":            {[]string{row + `,"paging":{"next":"x"}}`}, 1},
		"the same cursor again":           {[]string{more("a"), more("a"), row + `}`}, 2},
		"the second page fails":           {[]string{more("a"), `{"error":{"code":4}}`}, -1},
		"the second page is no list":      {[]string{more("a"), `{}`}, -1},
		"paging of another shape":         {[]string{row + `,"paging":7}`}, 1},
		"a row that is none among others": {[]string{`{"data":[7,{"id":"1"},null]}`}, 1},
	} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("limit") != "100" || r.URL.Query().Get("fields") == "" {
				t.Errorf("%s: page %d is asked as %s", name, asked, r.URL.RawQuery)
			}
			fmt.Fprint(w, c.answers[min(asked, len(c.answers)-1)])
			asked++
		}))
		got, err := newClient(server.URL).ListPhoneNumbers(t.Context(), wabaID)
		server.Close()
		if (err != nil) != (c.rows < 0) || err == nil && len(got) != c.rows || err != nil && got != nil {
			t.Errorf("%s: %d rows, %v", name, len(got), err)
		}
	}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		fmt.Fprint(w, more(fmt.Sprint(asked)))
	}))
	defer server.Close()
	if got, err := newClient(server.URL).ListPhoneNumbers(t.Context(), wabaID); err == nil || got != nil || asked != 100 {
		t.Errorf("a list without end: %d rows of %d pages, %v", len(got), asked, err)
	}
}

// An answer without what was asked for is no answer.
func TestClient_anAnswerWithoutTheIDIsUnreadable(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{}`, `{"id":""}`, `{"id":null,"name":"x"}`, `{"data":{}}`, `{"id":{}}`, `{"id":"` + strings.Repeat("7", 5<<20) + `"}`} {
		c, _ := answering(t, answer)
		calls := map[string]func() (any, error){
			"account": func() (any, error) { return c.GetAccount(t.Context(), wabaID) },
			"number":  func() (any, error) { return c.GetPhoneNumber(t.Context(), phoneID) },
			"add":     func() (any, error) { return c.AddPhoneNumber(t.Context(), wabaID, channel.NewNumber{}) },
			"media":   func() (any, error) { return c.GetMedia(t.Context(), "31", phoneID) },
			"upload": func() (any, error) {
				return c.UploadMedia(t.Context(), phoneID, channel.Upload{MIME: "image/png", Size: 1, Body: strings.NewReader("x")})
			},
		}
		if !strings.Contains(answer, "data") {
			calls["token"] = func() (any, error) { return c.DebugToken(t.Context(), "EAAx") }
		}
		for name, call := range calls {
			_, err := call()
			var e *meta.Error
			if !errors.As(err, &e) || e.Cause != meta.CauseUnreadable || e.HTTPStatus != http.StatusOK || e.Err == nil {
				t.Errorf("%s of %.20s: %v", name, answer, err)
			}
		}
	}
}

func TestAnswers_areReadWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		call   func(*meta.Client) (any, error)
		want   any
	}{
		"token": {
			`{"data":{"is_valid":"true","app_id":5,"application":"P","type":"USER","expires_at":"1764000000","issued_at":1764000001,"data_access_expires_at":1764000002,"scopes":["a","b"],"user_id":9,"granular_scopes":[{"scope":"other","target_ids":["8"]},{"scope":"whatsapp_business_management"}]}}`,
			func(c *meta.Client) (any, error) { return c.DebugToken(t.Context(), "EAAx") },
			channel.TokenInfo{Valid: true, AppID: "5", AppName: "P", Type: "USER", Expires: 1764000000000, IssuedAt: 1764000001000, DataUntil: 1764000002000, Scopes: []string{"a", "b"}, UserID: "9"},
		},
		"account": {
			`{"id":7,"name":"N","currency":"EUR","timezone_id":42,"country":"DE","account_review_status":"APPROVED","business_verification_status":"verified"}`,
			func(c *meta.Client) (any, error) { return c.GetAccount(t.Context(), wabaID) },
			channel.Account{ID: "7", Name: "N", Currency: "EUR", TimezoneID: "42", Country: "DE", ReviewStatus: "APPROVED", Verification: "verified"},
		},
		"apps": {
			`{"data":[{"id":"1","name":"flat"},{"id":"2","whatsapp_business_api_data":{"id":"3"},"name":"mixed"}]}`,
			func(c *meta.Client) (any, error) { return c.ListSubscribedApps(t.Context(), wabaID) },
			[]channel.SubscribedApp{{ID: "1", Name: "flat"}, {ID: "3", Name: "mixed"}},
		},
		"number": {
			`{"id":"1","display_phone_number":"+49 30","verified_name":"V","name_status":"APPROVED","status":"CONNECTED","quality_rating":"GREEN","code_verification_status":"VERIFIED","platform_type":"CLOUD_API","throughput":{"level":"HIGH"},"messaging_limit_tier":"TIER_1K","account_mode":"LIVE","is_pin_enabled":1,"is_on_biz_app":"true","username":"shop","webhook_configuration":{"application":"https://a.example","phone_number":"https://n.example"}}`,
			func(c *meta.Client) (any, error) { return c.GetPhoneNumber(t.Context(), phoneID) },
			channel.Number{ID: "1", DisplayPhone: "+49 30", VerifiedName: "V", NameStatus: "APPROVED", Status: "CONNECTED", Quality: "GREEN", Verified: true, Registered: true, Limit: "TIER_1K", Daily: 1000, Review: desk.ReviewApproved, Throughput: "HIGH", Mode: "LIVE", PINEnabled: true, PINKnown: true, OnPhone: true, Username: "shop", Callbacks: channel.Callbacks{App: "https://a.example", Number: "https://n.example"}},
		},
		"number of another platform": {
			`{"id":"1","status":"CONNECTED","platform_type":"ON_PREMISE","whatsapp_business_manager_messaging_limit":"TIER_2K","messaging_limit_tier":"TIER_1K"}`,
			func(c *meta.Client) (any, error) { return c.GetPhoneNumber(t.Context(), phoneID) },
			channel.Number{ID: "1", Status: "CONNECTED", Quality: "UNKNOWN", Limit: "TIER_2K", Daily: 2000},
		},
		"number that is not connected": {
			`{"id":"1","status":"PENDING","platform_type":"CLOUD_API","code_verification_status":"EXPIRED"}`,
			func(c *meta.Client) (any, error) { return c.GetPhoneNumber(t.Context(), phoneID) },
			channel.Number{ID: "1", Status: "PENDING", Trouble: desk.TroubleUnregistered, Quality: "UNKNOWN"},
		},
		"profile": {
			`{"data":[{"about":"A","address":"B","description":"C","email":"D","profile_picture_url":"E","websites":["F","G"],"vertical":"UNDEFINED"},{"about":"other"}]}`,
			func(c *meta.Client) (any, error) { return c.GetProfile(t.Context(), phoneID) },
			channel.Profile{About: "A", Address: "B", Description: "C", Email: "D", PictureURL: "E", Websites: []string{"F", "G"}},
		},
		"no profile": {`{"data":[]}`, func(c *meta.Client) (any, error) { return c.GetProfile(t.Context(), phoneID) }, channel.Profile{}},
		"templates": {
			`{"data":[{"id":1,"name":"n","language":"de","status":"REJECTED","category":"MARKETING","parameter_format":"POSITIONAL","rejected_reason":"TAG","quality_score":{"score":"RED"},"components":[{"type":"header","format":"IMAGE","text":"h"},{"type":"Body","text":"b"},{"type":"FOOTER","text":"f"},{"type":"BUTTONS","buttons":[{"type":"URL","text":"t","url":"https://x/{{1}}"},{"type":"PHONE_NUMBER","text":"call","phone_number":"+49"}]},{"type":"CAROUSEL","text":"?"}]},{"id":"2","parameter_format":"NAMED","rejected_reason":"NONE"}]}`,
			func(c *meta.Client) (any, error) { return c.Templates(t.Context(), wabaID) },
			[]desk.Template{
				{WabaID: wabaID, MetaID: "1", Name: "n", Language: "de", Category: "MARKETING", Status: "REJECTED", RejectedReason: "TAG", Quality: "RED", HeaderKind: "IMAGE", HeaderText: "h", Body: "b", Footer: "f", Buttons: []desk.TemplateButton{{Kind: "URL", Text: "t", URL: "https://x/{{1}}"}, {Kind: "PHONE_NUMBER", Text: "call", Phone: "+49"}}, Other: []string{"CAROUSEL"}},
				{WabaID: wabaID, MetaID: "2", Named: true, Buttons: []desk.TemplateButton{}},
			},
		},
		"template of Meta's": {
			`{"data":[{"id":1,"quality_score":{"score":"RED"},"components":[{"type":"HEADER","format":"TEXT","text":"h","example":{"x":1},"buttons":[{"phone_number":"+49"}]}]}]}`,
			func(c *meta.Client) (any, error) { return c.ListTemplates(t.Context(), wabaID) },
			[]meta.Template{{ID: "1", Quality: "RED", Components: []meta.TemplatePart{{Type: "HEADER", Format: "TEXT", Text: "h", Example: []byte(`{"x":1}`), Buttons: []meta.TemplateButton{{Phone: "+49"}}}}}},
		},
	} {
		client, _ := answering(t, c.answer)
		got, err := c.call(client)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Texts of exactly the largest size go, one character more does not (invalid_test.go);
// characters are counted, not bytes.
func TestSend_theLargestGoes(t *testing.T) {
	t.Parallel()
	c, _ := answering(t, taken)
	file := func(kind string) *channel.OutFile {
		return &channel.OutFile{Type: kind, MediaID: "1", Caption: strings.Repeat("é", 1024), FileName: "n", Voice: true}
	}
	for name, m := range map[string]channel.Outgoing{
		"text":                   {Text: &channel.OutText{Body: strings.Repeat("é", 4096)}},
		"caption":                {File: file("image")},
		"video":                  {File: file("video")},
		"document":               {File: file("document")},
		"callback":               {Text: &channel.OutText{Body: "x"}, CallbackData: strings.Repeat("x", 512)},
		"a place on the equator": {Location: &channel.Location{}},
	} {
		m.To = "4915550100200"
		if _, err := c.Send(t.Context(), phoneID, m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A template with each sort of header goes with that sort's part and no other.
func TestSend_headersOfTemplates(t *testing.T) {
	t.Parallel()
	for want, h := range map[string]*channel.OutHeader{
		`{"type":"text","text":"Hi"}`:                              {Text: "Hi"},
		`{"type":"text","text":"7"}`:                               {Name: "1", Text: "7"},
		`{"type":"text","parameter_name":"order","text":"7"}`:      {Name: "order", Text: "7"},
		`{"type":"image","image":{"id":"1"}}`:                      {File: &channel.OutFile{Type: "image", MediaID: "1", FileName: "n", Caption: "c"}},
		`{"type":"video","video":{"id":"1"}}`:                      {File: &channel.OutFile{Type: "video", MediaID: "1", FileName: "n"}},
		`{"type":"document","document":{"id":"1","filename":"n"}}`: {File: &channel.OutFile{Type: "document", MediaID: "1", FileName: "n"}},
	} {
		var body []byte
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ = io.ReadAll(r.Body)
			fmt.Fprint(w, taken)
		}))
		_, err := newClient(server.URL).Send(t.Context(), phoneID, channel.Outgoing{To: "49", Template: &channel.OutTemplate{Name: "t", Language: "de", Header: h}})
		server.Close()
		if full := `"template":{"name":"t","language":{"code":"de"},"components":[{"type":"header","parameters":[` + want + `]}]}}`; err != nil || !strings.HasSuffix(string(body), full) {
			t.Errorf("%v, sent %s\nwant …%s", err, body, full)
		}
	}
	for name, bad := range map[string]*channel.OutTemplate{
		"no language": {Name: "t"}, "a link's variable": {Name: "t", Language: "de", Buttons: []channel.OutButton{{Kind: channel.ButtonCode}}},
	} {
		if _, err := newClient("http://127.0.0.1:1").Send(t.Context(), phoneID, channel.Outgoing{To: "49", Template: bad}); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNumbers_codesAndPINsAreSixDigits(t *testing.T) {
	t.Parallel()
	c, asked := answering(t, done)
	for code, ok := range map[desk.Secret]bool{"123456": true, "123-456": true, "123 456": true, " 1 2 3 4 5 6 ": true, "1234567": false, "12345": false, "": false, "abcdef": false, "12345６": false} {
		*asked = http.Request{}
		if err := c.VerifyCode(t.Context(), phoneID, code); (err == nil) != ok || (asked.Method != "") != ok {
			t.Errorf("code %q: %v", code.Reveal(), err)
		}
	}
	for pin, ok := range map[desk.Secret]bool{"000000": true, "123456": true, "12345": false, "1234567": false, "123 56": false, "12345/": false, "12345:": false, "": false} {
		*asked = http.Request{}
		if err := c.Register(t.Context(), phoneID, pin); (err == nil) != ok || (asked.Method != "") != ok {
			t.Errorf("PIN %q: %v", pin.Reveal(), err)
		}
	}
	if err := c.UpdateProfile(t.Context(), phoneID, channel.ProfileUpdate{}); err != nil {
		t.Errorf("a profile whose “about” stays: %v", err)
	}
}

// The size that was told is what goes, whatever the file has become meanwhile.
func TestUploadMedia_sizesAndTypes(t *testing.T) {
	t.Parallel()
	c, _ := answering(t, `{"id":"4001"}`)
	for name, u := range map[string]struct {
		upload channel.Upload
		ok     bool
	}{
		"one byte":       {channel.Upload{MIME: "image/png", Size: 1, Body: strings.NewReader("x")}, true},
		"it has grown":   {channel.Upload{MIME: "audio/ogg; codecs=opus", Size: 1, Body: strings.NewReader("xyz")}, true},
		"it has shrunk":  {channel.Upload{MIME: "image/png", Size: 9, Body: strings.NewReader("xyz")}, false},
		"less than none": {channel.Upload{MIME: "image/png", Size: -1, Body: strings.NewReader("x")}, false},
		"no bytes":       {channel.Upload{MIME: "image/png", Size: 1}, false},
		"an odd type":    {channel.Upload{MIME: "image/", Size: 1, Body: strings.NewReader("x")}, false},
	} {
		if id, err := c.UploadMedia(t.Context(), phoneID, u.upload); (err == nil) != u.ok || u.ok && id != "4001" {
			t.Errorf("%s: %q, %v", name, id, err)
		}
	}
}

// A refused download says what Meta says, hides the token and closes what it opened.
func TestDownloadMedia_refused(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{
		http.StatusUnauthorized: `{"error":{"code":190,"message":"token ` + testToken + ` is dead"}}`, http.StatusNotFound: "", http.StatusPartialContent: "half",
	} {
		closed := false
		c := newClient("https://graph.facebook.com")
		c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Body: closing{strings.NewReader(body), &closed}, Request: r}, nil
		})}
		d, err := c.DownloadMedia(t.Context(), "https://lookaside.fbsbx.com/x", 100)
		var e *meta.Error
		if d != nil || !errors.As(err, &e) || e.HTTPStatus != status || e.Outcome != meta.NothingSent || !closed {
			t.Errorf("%d: %v, closed %t", status, err, closed)
			continue
		}
		if isDead := status == http.StatusUnauthorized; isDead != (e.Cause == meta.CauseGraph && e.Code == 190) || strings.Contains(e.Message, testToken) {
			t.Errorf("%d: %+v", status, e)
		}
	}
}

type closing struct {
	io.Reader
	closed *bool
}

func (c closing) Close() error { *c.closed = true; return nil }
