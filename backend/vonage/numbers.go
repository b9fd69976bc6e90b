package vonage

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	pageSize = 100 // the most that the carrier allows; its own default is 10
	maxPages = 200 // 20,000 numbers: beyond any account, stops a carrier that counts wrong
)

// Number is a number that the account rents.
type Number struct {
	E164      desk.PhoneNumber // with +; the carrier leaves it out
	Country   string           // two letters, needed for UpdateNumber
	Type      string           // landline, mobile-lvn, landline-toll-free
	Features  []string         // VOICE, SMS, MMS
	MOHTTPURL string           // its own address for SMS, "" = none: see InboundURL
	Links     Links
}

// Links are what a number is linked with beside its SMS address. The carrier does not
// list where it reports the end of calls (voiceStatusCallback), so that is not here.
type Links struct {
	AppID         string
	VoiceType     string // sip, tel or app
	VoiceValue    string
	MessagesType  string // app; older than AppID
	MessagesValue string
}

// into adds what is linked to the form of an update.
func (l Links) into(form url.Values) {
	for _, f := range []struct{ name, value string }{
		{"app_id", l.AppID}, {"voiceCallbackType", l.VoiceType}, {"voiceCallbackValue", l.VoiceValue},
		{"messagesCallbackType", l.MessagesType}, {"messagesCallbackValue", l.MessagesValue},
	} {
		if f.value != "" {
			form.Set(f.name, f.value)
		}
	}
}

// HasSMS says whether the number can receive the code by SMS.
func (n Number) HasSMS() bool { return n.has("SMS") }

// HasVoice says whether the number can receive the code by a call.
func (n Number) HasVoice() bool { return n.has("VOICE") }

func (n Number) has(feature string) bool {
	return slices.ContainsFunc(n.Features, func(f string) bool { return strings.EqualFold(f, feature) })
}

// wireNumber is the carrier's spelling of Number.
type wireNumber struct {
	Country   string   `json:"country"`
	MSISDN    string   `json:"msisdn"`
	MOHTTPURL string   `json:"moHttpUrl"`
	Type      string   `json:"type"`
	Features  []string `json:"features"`

	AppID         string `json:"app_id"`
	VoiceType     string `json:"voiceCallbackType"`
	VoiceValue    string `json:"voiceCallbackValue"`
	MessagesType  string `json:"messagesCallbackType"`
	MessagesValue string `json:"messagesCallbackValue"`
}

// number gives it in our words; msisdn is its own without a plus.
func (w wireNumber) number(msisdn string) Number {
	return Number{
		E164: desk.PhoneNumber("+" + msisdn), Country: w.Country, Type: w.Type, Features: w.Features, MOHTTPURL: w.MOHTTPURL,
		Links: Links{AppID: w.AppID, VoiceType: w.VoiceType, VoiceValue: w.VoiceValue, MessagesType: w.MessagesType, MessagesValue: w.MessagesValue},
	}
}

type numbersPage struct {
	Count   int          `json:"count"`
	Numbers []wireNumber `json:"numbers"`
}

// ListNumbers gives every number of the account, in the carrier's order. An
// account without numbers gives an empty list. Codes: unauthorized, forbidden,
// tooMany, unavailable, invalid.
func (c *Client) ListNumbers(ctx context.Context) ([]Number, error) {
	const op = "list vonage numbers"
	all := []Number{}
	seen := map[string]bool{}
	fetched := 0
	for index := 1; index <= maxPages; index++ {
		var page numbersPage
		query := url.Values{"size": {strconv.Itoa(pageSize)}, "index": {strconv.Itoa(index)}}
		if err := c.call(ctx, op, http.MethodGet, "/account/numbers", query, nil, &page); err != nil {
			return nil, err
		}
		fetched += len(page.Numbers)
		for _, w := range page.Numbers {
			// A number bought meanwhile shifts the pages and repeats one.
			msisdn := strings.TrimPrefix(w.MSISDN, "+")
			if !isDigits(msisdn) || seen[msisdn] {
				continue
			}
			seen[msisdn] = true
			all = append(all, w.number(msisdn))
		}
		if len(page.Numbers) == 0 || fetched >= page.Count {
			return all, nil
		}
	}
	return nil, nonsense(op, errors.New("it announces more numbers than it lists"))
}

// GetNumber gives one number of the account. Codes: as ListNumbers, and notFound when
// it is none of the account's.
func (c *Client) GetNumber(ctx context.Context, e164 desk.PhoneNumber, country string) (Number, error) {
	const op = "get vonage number"
	msisdn := strings.TrimPrefix(string(e164), "+")
	if !isDigits(msisdn) || len(country) != 2 {
		return Number{}, refusal(op, desk.CodeInvalid, SubCarrier, "number", nil)
	}
	var page numbersPage
	// Numbers that begin with all of its digits are longer ones: no page is full of them.
	query := url.Values{"country": {country}, "pattern": {msisdn}, "search_pattern": {"0"}, "size": {strconv.Itoa(pageSize)}}
	if err := c.call(ctx, op, http.MethodGet, "/account/numbers", query, nil, &page); err != nil {
		return Number{}, err
	}
	for _, w := range page.Numbers {
		if strings.TrimPrefix(w.MSISDN, "+") == msisdn {
			return w.number(msisdn), nil
		}
	}
	return Number{}, refusal(op, desk.CodeNotFound, SubCarrier, "404", nil)
}

// InboundURL gives the account's own address for SMS, to which those of numbers
// without one go; "" = it has none. Codes: as ListNumbers.
func (c *Client) InboundURL(ctx context.Context) (string, error) {
	const op = "read vonage account settings"
	var settings struct {
		URL *string `json:"mo-callback-url"`
	}
	// The call that changes the settings. With nothing to change it answers what they
	// are, and an empty value would remove one: none may be named here.
	if err := c.call(ctx, op, http.MethodPost, "/account/settings", nil, url.Values{}, &settings); err != nil {
		return "", err
	}
	if settings.URL == nil {
		return "", nonsense(op, errors.New("the settings do not name the address"))
	}
	return *settings.URL, nil
}

// NumberUpdate says what to change of a number. The carrier tries MOHTTPURL
// with a GET and saves it only when 200 comes back.
type NumberUpdate struct {
	E164      desk.PhoneNumber
	Country   string
	MOHTTPURL string // "" removes it
	Links     Links  // what is not said is cleared
}

// UpdateNumber sets where a number's SMS go. Codes: as ListNumbers, and
// invalid when the carrier refuses number or address.
func (c *Client) UpdateNumber(ctx context.Context, u NumberUpdate) error {
	const op = "update vonage number"
	msisdn := strings.TrimPrefix(string(u.E164), "+")
	if !isDigits(msisdn) || len(u.Country) != 2 {
		return refusal(op, desk.CodeInvalid, SubCarrier, "number", nil)
	}
	form := url.Values{"country": {u.Country}, "msisdn": {msisdn}, "moHttpUrl": {u.MOHTTPURL}}
	u.Links.into(form)
	return c.call(ctx, op, http.MethodPost, "/number/update", nil, form, nil)
}
