package meta_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// messageOf reads a message out of its JSON, with what else stands in the payload.
func messageOf(t testing.TB, message string, beside ...string) channel.Message {
	t.Helper()
	payload := `{"field":"messages","message":` + message
	for _, b := range beside {
		payload += "," + b
	}
	m, err := meta.DecodeMessage(json.RawMessage(payload + "}"))
	if err != nil {
		t.Fatalf("%s: %v", payload, err)
	}
	return m
}

// with puts a content into a message of a type.
func with(kind, content string) string {
	return `{"id":"wamid.1","from":"4915550100200","type":"` + kind + `",` + content + `}`
}

// What a message holds says what it is where its type does not: each content is
// found under another type, under none and under its own.
func TestDecodeMessage_contentIsFoundWhateverTheType(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		content string
		acts    bool // on another message: found without a type only, never under a wrong one
	}{
		"text": {`"text":{"body":"hello"}`, false}, "image": {`"image":{"id":"1"}`, false}, "video": {`"video":{"id":"1"}`, false},
		"audio": {`"audio":{"id":"1"}`, false}, "voice": {`"voice":{"id":"1"}`, false}, "document": {`"document":{"url":"https://x"}`, false},
		"sticker": {`"sticker":{"id":"1"}`, false}, "location": {`"location":{"latitude":1,"longitude":2}`, false},
		"contacts": {`"contacts":[{"name":{"formatted_name":"A"}}]`, false}, "button": {`"button":{"text":"Yes"}`, false},
		"interactive": {`"interactive":{"button_reply":{"id":"1","title":"Yes"}}`, false}, "order": {`"order":{"text":"please"}`, false},
		"reaction": {`"reaction":{"message_id":"wamid.0","emoji":"x"}`, true}, "revoke": {`"revoke":{"original_message_id":"wamid.0"}`, true},
		"edit":   {`"edit":{"original_message_id":"wamid.0","message":{"type":"text","text":{"body":"b"}}}`, true},
		"system": {`"system":{"type":"user_changed_number","body":"b"}`, true},
	} {
		for _, as := range []string{kind, "", "newer_type"} {
			m := messageOf(t, with(as, c.content))
			want := kind
			if c.acts && as == "newer_type" {
				want = as
			}
			if m.Type != want || (m.NotUnderstood == "") != (want == kind) {
				t.Errorf("%s under %q is read as %q: %s", kind, as, m.Type, m.NotUnderstood)
			}
			if m.NotUnderstood == "" && len(m.Details) != 0 {
				t.Errorf("%s under %q has the details %v", kind, as, m.Details)
			}
		}
	}
}

// What is not understood is kept to be read, and the reason names the type in
// harmless letters only.
func TestDecodeMessage_whatIsNotUnderstoodIsKept(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("very", 40)
	for _, c := range []struct {
		message, reason string
		details         []channel.Detail
	}{
		{with("poll", `"poll":{"question":"Tea?"}`), "the message type poll is not known", []channel.Detail{{Name: "question", Value: "Tea?"}}},
		{with("", `"mood":"good","from_user_id":"DE.1","context":{"id":"x"},"timestamp":"1"`), "the message has no type", []channel.Detail{{Name: "mood", Value: "good"}}},
		{with("image", `"image":{"caption":"no file"}`), "the message has no image that can be read", []channel.Detail{{Name: "caption", Value: "no file"}}},
		{with("image", `"image":null,"extra":{"a":1}`), "the message has no image that can be read", []channel.Detail{{Name: "a", Value: "1"}}},
		{with("location", `"location":{"latitude":91,"longitude":2}`), "the message has no location that can be read", []channel.Detail{{Name: "latitude", Value: "91"}, {Name: "longitude", Value: "2"}}},
		{with("<b>"+long, `"x":1`), "the message type b" + long[:59] + " is not known", []channel.Detail{{Name: "x", Value: "1"}}},
		{with("interactive", `"interactive":{"type":"payment","amount":{"value":5}}`), "the message has no interactive that can be read", []channel.Detail{{Name: "type", Value: "payment"}, {Name: "value", Value: "5"}}},
	} {
		m := messageOf(t, c.message)
		if m.NotUnderstood != c.reason {
			t.Errorf("%s\nis not understood because %q, want %q", c.message, m.NotUnderstood, c.reason)
		}
		if diff := cmp.Diff(c.details, m.Details); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.message, diff)
		}
	}
	if m := messageOf(t, with("interactive", `"interactive":{"type":"payment"}`)); m.Unsupported != "payment" {
		t.Errorf("an interactive of another sort is %q", m.Unsupported)
	}
	if m := messageOf(t, with("unsupported", `"unsupported":{"type":"poll"}`)); m.Unsupported != "poll" || m.NotUnderstood != "" {
		t.Errorf("what Meta itself does not support: %+v", m)
	}
}

func TestDecodeMessage_places(t *testing.T) {
	t.Parallel()
	for place, ok := range map[string]bool{
		`"latitude":90,"longitude":180`: true, `"latitude":-90,"longitude":-180`: true, `"latitude":"52.5","longitude":" 13.4 "`: true, `"latitude":0,"longitude":0`: true,
		`"latitude":90.1,"longitude":0`: false, `"latitude":-90.1,"longitude":0`: false, `"latitude":0,"longitude":180.1`: false, `"latitude":0,"longitude":-181`: false,
		`"latitude":1`: false, `"longitude":1`: false, `"latitude":"NaN","longitude":1`: false, `"latitude":"north","longitude":1`: false, `"latitude":null,"longitude":1`: false,
	} {
		m := messageOf(t, with("location", `"location":{`+place+`,"name":"Shop","address":"A","url":"https://x"}`))
		if (m.Location != nil) != ok {
			t.Errorf("%s: %+v", place, m.Location)
		}
		if ok && (m.Location.Name != "Shop" || m.Location.Address != "A" || m.Location.URL != "https://x") {
			t.Errorf("%s: %+v", place, m.Location)
		}
	}
	m := messageOf(t, with("location", `"location":{"latitude":"52.5","longitude":-13.25}`))
	if m.Location.Latitude != 52.5 || m.Location.Longitude != -13.25 {
		t.Errorf("it is at %+v", m.Location)
	}
}

// Fields that are written in another way than Meta's pages say mean the same.
func TestDecodeMessage_valuesWrittenAnotherWay(t *testing.T) {
	t.Parallel()
	for stamp, want := range map[string]int64{
		`"1764000000"`: 1764000000000, `1764000000`: 1764000000000, `1764000000.0`: 1764000000000, `"1.764e9"`: 1764000000000, `" 1764000000 "`: 1764000000000,
		`1764000000123`: 1764000000123, `95617584000`: 95617584000000, `95617584001`: 95617584001, `0`: 0, `-5`: 0, `null`: 0, `""`: 0, `"soon"`: 0, `{}`: 0, `[1]`: 0, `true`: 0,
		`1e300`: 0, `9007199254740993`: 9007199254740993, `9223372036854775807`: 9223372036854775807, `9223372036854775808`: 0,
	} {
		if m := messageOf(t, with("text", `"text":{"body":"x"},"timestamp":`+stamp)); m.Time != want {
			t.Errorf("the stamp %s is %d, want %d", stamp, m.Time, want)
		}
	}
	for body, want := range map[string]string{
		`{"body":"hello"}`: "hello", `"hello"`: "hello", `{"body":12345678901234567890}`: "12345678901234567890", `{"body":true}`: "true", `7`: "7",
	} {
		if m := messageOf(t, with("text", `"text":`+body)); m.Text != want {
			t.Errorf("the text %s is %q", body, m.Text)
		}
	}
	for value, want := range map[string]bool{`true`: true, `"true"`: true, `1`: true, `"1"`: true, `false`: false, `"false"`: false, `0`: false, `null`: false, `"yes"`: false, `{}`: false} {
		if m := messageOf(t, with("audio", `"audio":{"id":1,"voice":`+value+`}`)); m.Media == nil || m.Media.Voice != want || m.Media.ID != "1" {
			t.Errorf("voice %s: %+v", value, m.Media)
		}
	}
	if m := messageOf(t, with("voice", `"audio":{"id":"2"}`)); m.Media == nil || !m.Media.Voice || m.Media.ID != "2" {
		t.Errorf("a voice note under “audio”: %+v", m.Media)
	}
	for list, want := range map[string]int{`[{"name":{"formatted_name":"A"}}]`: 1, `{"name":{"formatted_name":"A"}}`: 1, `[7,{"name":{"formatted_name":"A"}},null]`: 1, `[]`: 0, `null`: 0, `"x"`: 0} {
		if m := messageOf(t, with("contacts", `"contacts":`+list)); len(m.Contacts) != want {
			t.Errorf("the contacts %s: %+v", list, m.Contacts)
		}
	}
}

func TestDecodeMessage_cards(t *testing.T) {
	t.Parallel()
	for card, want := range map[string]channel.Card{
		`{"name":{"formatted_name":"Maya Lind","first_name":"other"},"vcard":"FN:other"}`:         {Name: "Maya Lind"},
		`{"name":{"formatted_name":" ","first_name":"Maya","middle_name":"","last_name":"Lind"}}`: {Name: "Maya Lind"},
		`{"vcard":"BEGIN:VCARD\r\nN:x\r\nFN;CHARSET=UTF-8:Maya\\, Lind\\;x\\nb\r\nEND:VCARD"}`:    {Name: "Maya, Lind;x b"},
		`{"vcard":"fn:Maya"}`: {Name: "Maya"},
		`{"phones":[{"phone":"+1 650","wa_id":"1650","type":"HOME"},{"wa_id":"1651"},{"type":"WORK"}]}`:        {Phones: []channel.CardPhone{{Phone: "+1 650", WaID: "1650", Type: "HOME"}, {Phone: "1651", WaID: "1651"}}},
		`{"emails":[{"email":"a@x"},{"email":""},{"email":"b@x"}],"urls":[{"url":"https://x"},{}]}`:            {Emails: []string{"a@x", "b@x"}, URLs: []string{"https://x"}},
		`{"addresses":[{"street":"1 Hill","zip":"9","city":"M","state":"CA","country":"US"},{"city":"M"},{}]}`: {Addresses: []string{"1 Hill, 9, M, CA, US", "M"}},
		`{"org":{"company":"C","department":"D","title":"T"},"birthday":"2000-01-01","origin":"o"}`:            {Company: "C", Department: "D", Title: "T", Birthday: "2000-01-01", Origin: "o"},
	} {
		m := messageOf(t, with("contacts", `"contacts":[`+card+`]`))
		if diff := cmp.Diff([]channel.Card{want}, m.Contacts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", card, diff)
		}
	}
	if m := messageOf(t, with("contacts", `"contacts":[{"origin":"o"}]`)); len(m.Contacts) != 0 {
		t.Errorf("a card with nothing on it: %+v", m.Contacts)
	}
}

func TestDecodeMessage_tapsFormsAndOrders(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]channel.Message{
		`"button":{"payload":"p"}`:            {Type: "button", Button: &channel.Button{Text: "p", Payload: "p"}},
		`"button":{"text":"t","payload":"p"}`: {Type: "button", Button: &channel.Button{Text: "t", Payload: "p"}},
		`"interactive":{"type":"list_reply","button_reply":{"id":"1","description":"d"}}`: {Type: "interactive", Interactive: &channel.Interactive{Type: "button_reply", ID: "1", Title: "d", Description: "d"}},
		`"interactive":{"list_reply":{"id":"1"}}`:                                         {Type: "interactive", Interactive: &channel.Interactive{Type: "list_reply", ID: "1", Title: "1"}},
		`"interactive":{"call_permission_reply":{"response":"accept"}}`:                   {Type: "interactive", Interactive: &channel.Interactive{Type: "call_permission_reply", Permission: "accept"}},
		`"interactive":{"nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"flow_token\":\"t\",\"a\":\"b\"}"}}`: {
			Type: "interactive", Interactive: &channel.Interactive{Type: "nfm_reply", Form: "flow", Title: "Sent", Answers: []channel.Detail{{Name: "a", Value: "b"}}}},
		`"interactive":{"nfm_reply":{"name":"address_message","response_json":{"saved":"x","values":{"city":"M"}}}}`: {
			Type: "interactive", Interactive: &channel.Interactive{Type: "nfm_reply", Form: "address_message", Answers: []channel.Detail{{Name: "city", Value: "M"}}}},
		`"interactive":{"nfm_reply":{"name":"flow","response_json":{"values":{"city":"M"},"b":2}}}`: {
			Type: "interactive", Interactive: &channel.Interactive{Type: "nfm_reply", Form: "flow", Answers: []channel.Detail{{Name: "city", Value: "M"}, {Name: "b", Value: "2"}}}},
		`"order":{"catalog_id":"c","text":"t","product_items":[{"product_retailer_id":"p","quantity":2,"item_price":3.5,"currency":"EUR"},{"quantity":1},{"item_price":1}]}`: {
			Type: "order", Order: &channel.Order{CatalogID: "c", Text: "t", Items: []channel.OrderItem{{RetailerID: "p", Quantity: "2", Price: "3.5", Currency: "EUR"}, {Price: "1"}}}},
	} {
		got := messageOf(t, with(want.Type, content))
		want.ID, want.From = "wamid.1", channel.Person{WaID: "4915550100200"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", content, diff)
		}
	}
	for _, empty := range []string{`"button":{}`, `"interactive":{"nfm_reply":{"name":"n"}}`, `"interactive":{"button_reply":{}}`, `"order":{"catalog_id":"c","product_items":[{"quantity":1}]}`} {
		kind := strings.Trim(strings.SplitN(empty, ":", 2)[0], `"`)
		if m := messageOf(t, with(kind, empty)); m.NotUnderstood == "" {
			t.Errorf("%s is understood as %+v", empty, m)
		}
	}
}

func TestDecodeMessage_whatTheSystemSays(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]channel.System{
		`{"type":"user_changed_number","body":"b","new_wa_id":"49155"}`:                    {Kind: channel.SystemNumberChanged, Body: "b", NewWaID: "49155"},
		`{"type":"customer_changed_number","wa_id":"49156","new_wa_id":"49155"}`:           {Kind: channel.SystemNumberChanged, NewWaID: "49156"},
		`{"type":"user_changed_user_id","user_id":"DE.77001"}`:                             {Kind: channel.SystemUserIDChanged, NewUserID: "DE.77001"},
		`{"type":"customer_identity_changed","identity":{"hash":"h","acknowledged":true}}`: {Kind: channel.SystemIdentityChanged, IdentityHash: "h", Acknowledged: true},
		`{"type":"user_identity_changed","identity":"bare"}`:                               {Kind: channel.SystemIdentityChanged, IdentityHash: "bare"},
		`{"type":"customer_identity_changed"}`:                                             {Kind: channel.SystemIdentityChanged},
		`{"type":"user_changed_number","identity":{"hash":"h"},"wa_id":"1"}`:               {Kind: channel.SystemNumberChanged, NewWaID: "1"},
		`{"type":"something_new","body":"b"}`:                                              {Kind: "something_new", Body: "b"},
	} {
		m := messageOf(t, with("system", `"system":`+system))
		if m.System == nil || *m.System != want {
			t.Errorf("%s is %+v, want %+v", system, m.System, want)
		}
	}
}

// An edit is taken only with a content that is understood, and not one within another.
func TestDecodeMessage_edits(t *testing.T) {
	t.Parallel()
	for edit, want := range map[string]string{
		`{"original_message_id":"wamid.0","message":{"id":"wamid.2","type":"text","text":{"body":"b"},"context":{"id":"q"}}}`:                          "text b",
		`{"original_message_id":"wamid.0","message":{"type":"newer","text":{"body":"b"}}}`:                                                             "text b",
		`{"original_message_id":"wamid.0","message":{"type":"image","image":{"id":"1","caption":"c"}}}`:                                                "image c",
		`{"original_message_id":"wamid.0","message":{"type":"edit","edit":{"original_message_id":"w","message":{"type":"text","text":{"body":"b"}}}}}`: "",
		`{"original_message_id":"wamid.0","message":{"type":"revoke","revoke":{"original_message_id":"w"}}}`:                                           "",
		`{"original_message_id":"","message":{"type":"text","text":{"body":"b"}}}`:                                                                     "",
		`{"original_message_id":"wamid.0","message":"b"}`:                                                                                              "",
		`{"original_message_id":"wamid.0"}`: "",
	} {
		m := messageOf(t, with("edit", `"edit":`+edit))
		got := ""
		if m.Edit != nil {
			got = m.Edit.Content.Type + " " + m.Edit.Content.Text
		}
		if got != want || (want == "") != (m.NotUnderstood != "") || want != "" && m.Edit.OriginalID != "wamid.0" {
			t.Errorf("%s is read as %q: %+v", edit, got, m)
		}
	}
}

// Whoever a contact describes is found by either id, and nobody else gets the name.
func TestDecodeMessage_contactsIntroduceTheRightPerson(t *testing.T) {
	t.Parallel()
	a := `{"wa_id":"4915550100200","user_id":"DE.77001","parent_user_id":"DE.P1x","identity_key_hash":"h","profile":{"name":"Ana","username":"ana"}}`
	b := `{"wa_id":"4915550100299","profile":{"name":"Ben"}}`
	hidden := `{"user_id":"DE.88002","profile":{"name":"Cy"}}`
	for _, c := range []struct {
		from, contacts string
		want           channel.Person
	}{
		{`"from":"4915550100200"`, a, channel.Person{WaID: "4915550100200", UserID: "DE.77001", ParentUserID: "DE.P1x", Name: "Ana", Username: "ana", IdentityHash: "h"}},
		{`"from":"4915550100200"`, b + "," + a, channel.Person{WaID: "4915550100200", UserID: "DE.77001", ParentUserID: "DE.P1x", Name: "Ana", Username: "ana", IdentityHash: "h"}},
		{`"from":"4915550100200"`, b, channel.Person{WaID: "4915550100200"}},
		{`"from":"4915550100200"`, `7,` + b, channel.Person{WaID: "4915550100200"}},
		{`"from":"DE.77001"`, b + "," + a, channel.Person{WaID: "4915550100200", UserID: "DE.77001", ParentUserID: "DE.P1x", Name: "Ana", Username: "ana", IdentityHash: "h"}},
		{`"from":"DE.77001","from_user_id":"DE.88002"`, hidden, channel.Person{UserID: "DE.88002", Name: "Cy"}},
		{`"from_user_id":"DE.88002","from_parent_user_id":"DE.P2x"`, hidden, channel.Person{UserID: "DE.88002", ParentUserID: "DE.P2x", Name: "Cy"}},
		{`"from":""`, b, channel.Person{WaID: "4915550100299", Name: "Ben"}},
		{`"from":""`, b + "," + hidden, channel.Person{}},
		{`"from":""`, `{"profile":{"name":"Nobody"}},` + b, channel.Person{}},
		{`"from":"4915550100299"`, `{"wa_id":"4915550100299","profile":{"name":" \u200b "}}`, channel.Person{WaID: "4915550100299"}},
	} {
		m := messageOf(t, `{"id":"wamid.1","type":"text","text":{"body":"x"},`+c.from+`}`, `"contacts":[`+c.contacts+`]`)
		if m.From != c.want {
			t.Errorf("%s among %s is %+v, want %+v", c.from, c.contacts, m.From, c.want)
		}
	}
	m := messageOf(t, `{"id":"wamid.1","type":"text","text":{"body":"x"},"from":"493055500110","to":"4915550100200"}`, `"contacts":[`+a+`]`)
	if m.From.Name != "" || m.To.Name != "Ana" {
		t.Errorf("what we wrote is from %+v to %+v", m.From, m.To)
	}
}

func TestDecodeMessage_whatItAnswersAndWhereItCameFrom(t *testing.T) {
	t.Parallel()
	for context, want := range map[string]*channel.Context{
		`null`: nil, `7`: nil, `{"id":"w","message_id":"x"}`: {ID: "w"}, `{"message_id":"x","from":"4915550100200"}`: {ID: "x", From: channel.Person{WaID: "4915550100200"}},
		`{"from":"DE.77001"}`: {From: channel.Person{UserID: "DE.77001"}}, `{"forwarded":true}`: {Forwarded: "once"},
		`{"frequently_forwarded":"true","forwarded":true}`: {Forwarded: "often"}, `{"forwarded":false}`: {},
		`{"referred_product":{"catalog_id":"c","product_retailer_id":"r"}}`: {Product: &channel.Product{CatalogID: "c", RetailerID: "r"}},
	} {
		if diff := cmp.Diff(want, messageOf(t, with("text", `"text":{"body":"x"},"context":`+context)).Context); diff != "" {
			t.Errorf("%s (-want +got):\n%s", context, diff)
		}
	}
	got := messageOf(t, with("text", `"text":{"body":"x"},"referral":{"source_url":"u","source_id":1,"source_type":"ad","headline":"h","body":"b","media_type":"video","video_url":"v","thumbnail_url":"t","ctwa_clid":"c","welcome_message":{"text":"w"}}`)).Referral
	if diff := cmp.Diff(&channel.Referral{SourceURL: "u", SourceID: "1", SourceType: "ad", Headline: "h", Body: "b", MediaType: "video", MediaURL: "v", ThumbnailURL: "t", ClickID: "c", Welcome: "w"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Old messages of a thread: whose they are goes by our own number, and what cannot
// be told is taken for the customer's.
func TestDecodeMessage_sidesOfOldMessages(t *testing.T) {
	t.Parallel()
	const theirs, ours = "4915550100200", "493055500110"
	for _, c := range []struct {
		number, from, to string
		wrote            bool // the business did
	}{
		{"+49 30 55500110", `"from":"` + theirs + `"`, "", false}, {"+49 30 55500110", `"from":"` + ours + `"`, "", true},
		{"+49 30 55500110", `"from":"4915550100999"`, "", false}, {"+49 30 55500110", `"x":1`, "", false},
		{"", `"from":"` + theirs + `"`, "", false}, {"", `"from":"` + ours + `"`, "", true}, {"", `"x":1`, "", false},
		{"", `"from":"DE.77001"`, "", false},
		{"+49 30 55500110", `"from":"` + ours + `","to":"4915550100777"`, "4915550100777", true},
	} {
		payload := fmt.Sprintf(`{"field":"history","thread":%q,"metadata":{"display_phone_number":%q,"phone_number_id":"1"},"message":{"id":"wamid.1","type":"text","text":{"body":"x"},%s}}`, theirs, c.number, c.from)
		m, err := meta.DecodeMessage(json.RawMessage(payload))
		if err != nil {
			t.Fatal(err)
		}
		if wrote := m.To != (channel.Person{}); wrote != c.wrote {
			t.Errorf("%s with our number %q: from %+v to %+v", c.from, c.number, m.From, m.To)
		}
		want := c.to
		if want == "" {
			want = theirs
		}
		if c.wrote && string(m.To.WaID) != want || !c.wrote && m.From.WaID == "" {
			t.Errorf("%s: from %+v to %+v", payload, m.From, m.To)
		}
	}
}

func TestHistory_readsProgressAndRefusalOfAChunk(t *testing.T) {
	t.Parallel()
	message := `{"id":"wamid.1","from":"1","type":"text","text":{"body":"x"}}`
	for value, want := range map[string]struct {
		phase, progress, problems, messages int
		chunk                               bool
	}{
		`{"history":[{"metadata":{"phase":1,"progress":"55"},"threads":[]}]}`:                                       {1, 55, 0, 0, true},
		`{"history":[{"metadata":{"phase":9,"progress":900}},{"metadata":{"phase":-1,"progress":-5}}]}`:             {2, 100, 0, 0, true},
		`{"history":[{"metadata":{"phase":0,"progress":10}},{"metadata":{"phase":2,"progress":3}}]}`:                {2, 10, 0, 0, true},
		`{"history":{"metadata":{"progress":7},"threads":{"id":"1","messages":[` + message + `,` + message + `]}}}`: {0, 7, 0, 2, true},
		`{"history":[{"errors":[{"code":2593109,"title":"t"}]}]}`:                                                   {0, 0, 1, 0, true},
		`{"errors":[{"code":2593109}]}`: {0, 0, 1, 0, true},
		`{"history":[7]}`:               {}, `{"history":[]}`: {}, `{}`: {},
	} {
		h, messages, ok := meta.Open(json.RawMessage(`{"field":"history","value":` + value + `}`)).History()
		if h.Phase != want.phase || h.Progress != want.progress || len(h.Problems) != want.problems || len(messages) != want.messages || ok != want.chunk {
			t.Errorf("%s: %+v with %d messages, %t", value, h, len(messages), ok)
		}
	}
	for _, other := range []string{`{"field":"messages","value":{"history":[{"metadata":{}}]}}`, `{"field":"history","message":{}}`, `7`} {
		if _, _, ok := meta.Open(json.RawMessage(other)).History(); ok {
			t.Errorf("%s is taken for a chunk", other)
		}
	}
	_, messages, _ := meta.Open(json.RawMessage(`{"field":"history","metadata":{"display_phone_number":"+49 30"},"value":{"history":[{"threads":[{"id":"4915550100200","messages":[{"id":"wamid.1","from":"4930","type":"text","text":{"body":"x"}}]}]}]}}`)).History()
	if m, err := messages[0].Message(); err != nil || m.To.WaID != "4915550100200" || m.ID != "wamid.1" {
		t.Errorf("a message of it: %+v, %v", m, err)
	}
}

// What is opened as something that it is not says so, and costs nothing.
func TestOpen_whatIsNoneOfOurs(t *testing.T) {
	t.Parallel()
	for payload, reason := range map[string]string{
		``: "the payload is not an object", `[]`: "the payload is not an object", `{`: "the payload is not one of ours", `{"time":"5"}`: "the payload is not one of ours",
		`{"field":7}`: "the payload is not one of ours", `{"contacts":{}}`: "the payload is not one of ours", `{}`: "the shape is not one of a webhook",
		`{"object":"page","message":{"id":"1"}}`: "the object is not whatsapp_business_account", `{"message":7}`: "the message is not an object",
		`{"message":{"type":"text"}}`: "the message has neither an id nor a sender", `{"status":[]}`: "the status is not an object", `{"status":{"id":"1"}}`: "the status has no word",
		`{"status":{"status":"sent"}}`: "the status has no message id", `{"status":{"id":"1","status":"<seen>"}}`: "the status seen is not known", `{"call":{}}`: "the call has no id",
	} {
		s := meta.Open(json.RawMessage(payload))
		if kind, why := s.Classify(); kind != channel.KindUnknown || why != reason {
			t.Errorf("%s is a %s because %q, want %q", payload, kind, why, reason)
		}
		if strings.Contains(payload, "object") {
			continue // of another product, but with a message in it
		}
		_, notMessage := s.Message()
		_, notReceipt := s.Receipt()
		_, notEvent := s.Event()
		if notMessage == nil || notReceipt == nil || notEvent == nil {
			t.Errorf("%s is read: message %v, receipt %v, event %v", payload, notMessage, notReceipt, notEvent)
		}
	}
	for payload, want := range map[string]channel.Kind{
		`{"field":"messages","message":{"id":"1"}}`: channel.KindMessage, `{"field":"message_echoes","message":{"id":"1"}}`: channel.KindEcho,
		`{"field":"smb_message_echoes","message":{"id":"1"}}`: channel.KindEcho, `{"field":"history","message":{"id":"1"}}`: channel.KindHistory,
		`{"field":"history","value":{}}`: channel.KindHistory, `{"call":{"id":"1"}}`: channel.KindMessage, `{"call":{"id":"1","direction":"BUSINESS_INITIATED"}}`: channel.KindEcho,
		`{"status":{"id":"1","status":"sent"}}`: channel.KindStatus, `{"message":{"from":"1"},"object":null}`: channel.KindMessage,
	} {
		if kind, why := meta.Classify(json.RawMessage(payload)); kind != want || why != "" {
			t.Errorf("%s is a %s (%s), want %s", payload, kind, why, want)
		}
	}
}

func TestDecodeMessage_calls(t *testing.T) {
	t.Parallel()
	for call, state := range map[string]string{
		`"event":"connect"`: channel.CallRinging, `"event":"terminate","duration":0`: channel.CallMissed, `"event":"terminate","duration":"3"`: channel.CallEnded,
		`"event":"terminate","status":["FAILED","COMPLETED"]`: channel.CallEnded, `"event":"terminate","status":"COMPLETED"`: channel.CallEnded,
		`"event":"terminate","status":["FAILED"]`: channel.CallMissed, `"x":1`: channel.CallRinging, `"event":"connect","duration":5`: channel.CallRinging,
	} {
		for direction, from := range map[string]string{"USER_INITIATED": "4915550100200", "BUSINESS_INITIATED": "493055500110"} {
			m, err := meta.DecodeMessage(json.RawMessage(`{"call":{"id":"c","from":"` + from + `","to":"4915550100200","timestamp":1,"direction":"` + direction + `",` + call + `},"contacts":[{"wa_id":"4915550100200","profile":{"name":"Ana"}}]}`))
			if err != nil || m.Type != channel.TypeCall || m.Call == nil || m.Call.State != state || m.Time != 1000 {
				t.Errorf("%s: %+v, %v", call, m, err)
			}
			if ours := direction == "BUSINESS_INITIATED"; string(m.From.WaID) != from || ours != (m.To.Name == "Ana") || ours == (m.From.Name == "Ana") {
				t.Errorf("%s: from %+v to %+v", direction, m.From, m.To)
			}
		}
	}
}

// Receipts with every part, and those whose parts are missing or odd.
func TestDecodeStatus_parts(t *testing.T) {
	t.Parallel()
	got, err := meta.DecodeStatus(json.RawMessage(`{"metadata":{"display_phone_number":"+49 30","phone_number_id":"1"},"contacts":[{"wa_id":"49155","identity_key_hash":"old"}],"status":{
		"id":"wamid.1","status":"failed","timestamp":"1764000000","recipient_id":"49155","recipient_user_id":"DE.77001","recipient_parent_user_id":"DE.P1x","recipient_type":"group","recipient_participant_id":"49156",
		"recipient_identity_key_hash":"new","biz_opaque_callback_data":"msg_1","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"service"},
		"conversation":{"id":"c","expiration_timestamp":"1764000001","origin":{"type":"service"}},"errors":[{"code":"131047","title":"t","error_data":{"details":"d"}},{"code":131026,"message":"m","error_data":"text","details":"other"},7]}}`))
	want := channel.Receipt{
		MessageID: "wamid.1", Status: "failed", Time: 1764000000000, PhoneNumberID: "1", DisplayPhone: "+49 30", Group: true, Participant: "49156", CallbackData: "msg_1",
		Recipient: channel.Person{WaID: "49155", UserID: "DE.77001", ParentUserID: "DE.P1x", IdentityHash: "new"},
		Pricing:   &channel.Pricing{Billable: true, Model: "PMP", Type: "regular", Category: "service"}, Conversation: &channel.Conversation{ID: "c", Origin: "service", Expires: 1764000001000},
	}
	problems := got.Problems
	got.Problems = nil
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if len(problems) != 2 || problems[0].Code != 131047 || problems[0].Title != "t" || problems[0].Details != "d" || problems[1].Title != "m" || problems[1].Details != "text" {
		t.Errorf("problems %+v", problems)
	}
	for status, known := range map[string]bool{"sent": true, "delivered": true, "read": true, "played": true, "failed": true, "deleted": false, "Sent": false} {
		r, err := meta.DecodeStatus(json.RawMessage(`{"status":{"id":"wamid.1","status":"` + status + `","recipient_type":"individual"}}`))
		if (err == nil) != known || r.Status != status || r.Group || r.Pricing != nil || r.Conversation != nil {
			t.Errorf("%s: %+v, %v", status, r, err)
		}
	}
}

// What webhook and engine get through the seam is what the functions give.
func TestSeam_isTheFunctionsOfTheSameNames(t *testing.T) {
	t.Parallel()
	var hooks meta.Webhooks
	body := []byte(`{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"statuses":[{"id":"wamid.1","status":"sent","timestamp":"1"}]}}]}]}`)
	signed := channel.Request{Header: http.Header{"X-Hub-Signature-256": {meta.Sign("s", body)}}.Get, Body: body}
	plain := channel.Request{Header: http.Header{}.Get, Body: body}
	if !hooks.Verify(signed, "s") || hooks.Verify(signed, "t") || hooks.Verify(plain, "s") {
		t.Error("a signature is judged otherwise")
	}
	q := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"12"}, "hub.verify_token": {"t"}}
	if got, ok := hooks.Handshake(q, "t"); got != "12" || !ok {
		t.Errorf("handshake %q, %t", got, ok)
	}
	if _, ok := hooks.Handshake(q, "other"); ok || hooks.Provider() != "meta" {
		t.Error("another token is taken, or another name given")
	}
	if got := hooks.MapTexts([]byte(`{"a":"code 12"}`), strings.ToUpper); string(got) != `{"a":"CODE 12"}` {
		t.Errorf("texts: %s", got)
	}
	items, err := hooks.Split(signed)
	if err != nil || len(items) != 1 || items[0].Kind != channel.KindStatus {
		t.Fatalf("%+v, %v", items, err)
	}
	var reader meta.Reader
	entry := desk.ItemEntry{AppID: "app", Field: "messages", Time: 5, Item: items[0].Payload}
	back, item, ok := reader.ReadEntry(hooks.WriteEntry(entry))
	if !ok || back.AppID != "app" || back.Time != 5 || reader.Provider() != "meta" {
		t.Errorf("read back as %+v, %t", back, ok)
	}
	other := reader.OpenItem(items[0].Payload)
	for _, s := range []channel.Stored{item, other} {
		if r, err := s.Receipt(); err != nil || r.MessageID != "wamid.1" {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if got, want := reader.ReceiptKeys("app", "wamid.1"), channel.EntryKey("meta", "app", "messages", items[0].Key); !strings.HasPrefix(want, got) || got == "" || got == want {
		t.Errorf("receipts of the message begin with %q, this one is %q", got, want)
	}
	if strings.HasPrefix(channel.EntryKey("meta", "app", "messages", items[0].Key), reader.ReceiptKeys("app", "wamid.12")) {
		t.Error("the receipts of another message are taken for its own")
	}
	if reflect.TypeOf(reader.OpenItem(nil)) != reflect.TypeOf(meta.Open(nil)) {
		t.Error("another sort of item")
	}
}

// Many values or deep ones are cut where the bounds are, and none is doubled.
func TestDetailsOf_bounds(t *testing.T) {
	t.Parallel()
	many := func(n int) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(`"k%d":%d`, i, i)
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	for n, want := range map[int]int{1: 1, 99: 99, 100: 100, 101: 100, 500: 100} {
		if got := meta.DetailsOf(json.RawMessage(many(n))); len(got) != want || got[want-1].Name != fmt.Sprint("k", want-1) {
			t.Errorf("%d values: %d details", n, len(got))
		}
	}
	deep := func(n int) string { return strings.Repeat(`{"a":`, n) + `1` + strings.Repeat(`}`, n) }
	for n, want := range map[int]string{1: "1", 8: "1", 9: "1", 10: `{"a":1}`, 11: `{"a":{"a":1}}`} {
		if got := meta.DetailsOf(json.RawMessage(deep(n))); len(got) != 1 || got[0].Value != want || got[0].Name != "a" {
			t.Errorf("%d deep: %+v", n, got)
		}
	}
	for doc, want := range map[string]string{`{"a":[[1,2],3,{"b":4}]}`: "1=1, 2 b=4 a=3", `{"a":[]}`: "", `{"a":["",null]}`: "", `{"a":false}`: "a=false", ` {"a": 1}`: "a=1"} {
		var parts []string
		for _, d := range meta.DetailsOf(json.RawMessage(doc)) {
			parts = append(parts, d.Name+"="+d.Value)
		}
		if got := strings.Join(parts, " "); got != want {
			t.Errorf("%s: %s, want %s", doc, got, want)
		}
	}
}
