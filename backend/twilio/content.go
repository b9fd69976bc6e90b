package twilio

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// contentForm is the form of a template's id.
var contentForm = regexp.MustCompile(`^HX[0-9a-f]{32}$`)

// contentJSON is a template of the Content API with what WhatsApp says to it.
type contentJSON struct {
	SID      string                     `json:"sid"`
	Name     string                     `json:"friendly_name"`
	Language string                     `json:"language"`
	Types    map[string]json.RawMessage `json:"types"`
	Samples  map[string]string          `json:"variables"`
	Approval *struct {
		Name     string `json:"name"`
		Category string `json:"category"`
		Status   string `json:"status"` // in small letters or large ones, as it comes
		Reason   string `json:"rejection_reason"`
	} `json:"approval_requests"`
}

// contentType is what the types of content have in common, as far as it is shown here.
type contentType struct {
	Body       string   `json:"body"`
	Title      string   `json:"title"`
	Subtitle   string   `json:"subtitle"`
	HeaderText string   `json:"header_text"`
	Footer     string   `json:"footer"`
	Media      []string `json:"media"`
	Actions    []struct {
		Type  string `json:"type"`
		Title string `json:"title"`
		URL   string `json:"url"`
		Phone string `json:"phone"`
		Code  string `json:"code"`
		ID    string `json:"id"`
	} `json:"actions"`
}

const contentPath = "/v1/ContentAndApprovals"

// Templates gives all templates of the account in our words, those that WhatsApp was
// never asked about too.
func (c *Client) Templates(ctx context.Context, account desk.WabaID) ([]desk.Template, error) {
	list, err := c.contents(ctx)
	if err != nil {
		return nil, err
	}
	out := []desk.Template{}
	for _, j := range list {
		if t, ok := j.template(account); ok {
			out = append(out, t)
		}
	}
	return out, nil
}

// contents lists all content of the account.
func (c *Client) contents(ctx context.Context) (out []contentJSON, err error) {
	r := request{
		op: "list templates", method: http.MethodGet, base: c.Hosts.content(), path: contentPath,
		query: url.Values{"PageSize": {strconv.Itoa(contentPage)}},
	}
	for range maxPages {
		var page struct {
			Contents *[]contentJSON `json:"contents"`
			Meta     metaJSON       `json:"meta"`
		}
		if err := c.call(ctx, r, &page); err != nil {
			return nil, err
		}
		if page.Contents == nil {
			return nil, r.unreadable(http.StatusOK, errNotOurShape)
		}
		out = append(out, *page.Contents...)
		more, err := page.Meta.next(&r)
		if err != nil {
			return nil, err
		}
		if !more {
			return out, nil
		}
	}
	return nil, r.unreadable(http.StatusOK, errAnswerTooLong)
}

const contentPage = 500

// template gives the content in our words; false for one of a type that no agent could
// fill in here. Its id is the fold's to give.
func (j contentJSON) template(account desk.WabaID) (desk.Template, bool) {
	part, kind, ok := j.shown()
	if !ok || !contentForm.MatchString(j.SID) || !part.fillable() {
		return desk.Template{}, false
	}
	t := desk.Template{
		WabaID: account, MetaID: j.SID, Name: j.Name, Language: j.Language, Status: statusOf(""), Named: true,
		Body: first(part.Body, part.Title), Footer: first(part.Footer, part.Subtitle), Buttons: []desk.TemplateButton{},
	}
	if kind == "whatsapp/card" || kind == "twilio/card" {
		t.HeaderText = part.HeaderText
		if part.HeaderText != "" {
			t.HeaderKind = "TEXT"
		}
	}
	if a := j.Approval; a != nil {
		t.Name, t.Category, t.Status = j.name(), strings.ToUpper(a.Category), statusOf(a.Status)
		t.RejectedReason = a.Reason
	}
	for _, a := range part.Actions {
		t.Buttons = append(t.Buttons, desk.TemplateButton{Kind: buttonKind(a.Type), Text: a.Title, URL: a.URL, Phone: a.Phone})
	}
	t.Samples = j.samplesOf(t.Body)
	if of := j.samplesOf(t.HeaderText); len(of) == 1 {
		t.HeaderSample = of[0]
	}
	return t, true
}

// name is that of the approval, where there is one.
func (j contentJSON) name() string {
	if j.Approval == nil {
		return j.Name
	}
	return first(j.Approval.Name, j.Name)
}

// samplesOf gives the samples of a text's variables, nil if one has none.
func (j contentJSON) samplesOf(text string) (out []string) {
	for _, name := range desk.VariablesIn(text) {
		sample, has := j.Samples[name]
		if !has {
			return nil
		}
		out = append(out, sample)
	}
	return out
}

// fillable says whether every variable of the content is where an agent can fill it in: in
// the text, once in the header, once in a button's address. One that is elsewhere would be
// sent with Twilio's sample in its place.
func (p contentType) fillable() bool {
	elsewhere := append([]string{p.Footer, p.Subtitle}, p.Media...)
	if p.Body != "" {
		elsewhere = append(elsewhere, p.Title)
	}
	links := 0
	for _, a := range p.Actions {
		elsewhere = append(elsewhere, a.Title, a.Phone, a.Code, a.ID)
		links += variables(a.URL)
	}
	return variables(strings.Join(elsewhere, "\n")) == 0 && variables(p.HeaderText) <= 1 && links <= 1
}

func variables(text string) int { return strings.Count(text, "{{") }

// shownTypes are the types of content that are shown and filled in here, the richest
// first: content may have several for channels of different abilities.
var shownTypes = []string{
	"whatsapp/authentication", "whatsapp/card", "twilio/card", "twilio/call-to-action", "twilio/quick-reply", "twilio/media", "twilio/text",
}

// shown gives the type of the content that is shown.
func (j contentJSON) shown() (part contentType, kind string, ok bool) {
	for _, kind := range shownTypes {
		raw, has := j.Types[kind]
		if has && json.Unmarshal(raw, &part) == nil {
			return part, kind, part.Body != "" || part.Title != ""
		}
	}
	return part, "", false
}

// statusOf maps WhatsApp's word for a template. One that was never submitted may be sent
// inside the window only, so it is no approved one.
func statusOf(word string) string {
	switch s := strings.ToUpper(word); s {
	case "", desk.TemplateUnsubmitted:
		return desk.TemplateUnsubmitted
	case "RECEIVED":
		return desk.TemplatePending
	default:
		return s // approved, pending, rejected, paused, disabled: the same words
	}
}

// buttonKind maps the types of actions.
func buttonKind(word string) string {
	switch word = strings.ToUpper(word); word {
	case "PHONE":
		return "PHONE_NUMBER"
	case "VOICE_CALL":
		return "PHONE_NUMBER"
	}
	return word // URL, QUICK_REPLY, COPY_CODE
}
