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
	MOHTTPURL string           // where its SMS go today, "" = nowhere
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
			all = append(all, Number{
				E164: desk.PhoneNumber("+" + msisdn), Country: w.Country, Type: w.Type,
				Features: w.Features, MOHTTPURL: w.MOHTTPURL,
			})
		}
		if len(page.Numbers) == 0 || fetched >= page.Count {
			return all, nil
		}
	}
	return nil, nonsense(op, errors.New("it announces more numbers than it lists"))
}

// NumberUpdate says what to change of a number. The carrier tries MOHTTPURL
// with a GET and saves it only when 200 comes back.
type NumberUpdate struct {
	E164      desk.PhoneNumber
	Country   string
	MOHTTPURL string // "" removes it
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
	return c.call(ctx, op, http.MethodPost, "/number/update", nil, form, nil)
}
