package twilio

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// messageJSON is a message as the API answers it.
type messageJSON struct {
	SID       string `json:"sid"`
	Account   string `json:"account_sid"`
	From      string `json:"from"`
	To        string `json:"to"`
	Body      string `json:"body"`
	Status    string `json:"status"`
	Direction string `json:"direction"`
	Created   string `json:"date_created"`
	ErrorCode int    `json:"error_code"`
	Files     string `json:"num_media"`
	Parts     string `json:"num_segments"`
	Version   string `json:"api_version"`
}

const (
	listedPage = 100 // how many of a list are asked for at once
	// mostListed bounds the pages of one question: ten thousand SMS.
	mostListed = 100
)

// ReceivedSMS lists the SMS that came to a number since a moment, newest first, with the
// webhook of each as it would have come: that of a GET for a number that is set so. What
// is still being received is left out.
func (c *Client) ReceivedSMS(ctx context.Context, n channel.CarrierNumber, since time.Time) ([]channel.SMS, error) {
	since = since.UTC().Truncate(time.Second)
	r := request{
		op: "list messages", method: http.MethodGet, base: c.Hosts.api(), path: c.account("/Messages.json"),
		// Twilio filters by days of UTC.
		query: url.Values{
			"To": {"+" + n.E164.Digits()}, "DateSent>": {since.Format(time.DateOnly)}, "PageSize": {strconv.Itoa(listedPage)},
		},
	}
	out := []channel.SMS{}
	for range mostListed {
		var page struct {
			Messages []messageJSON `json:"messages"`
			Next     string        `json:"next_page_uri"`
		}
		if err := c.call(ctx, r, &page); err != nil {
			return nil, err
		}
		older := false
		for _, m := range page.Messages {
			at, err := time.Parse(time.RFC1123Z, m.Created)
			switch {
			case err != nil:
				continue
			case at.Before(since):
				older = true // newest first: none that follows is asked for
				continue
			case m.Direction != "inbound" || m.Status == "receiving" || strings.HasPrefix(m.To, whatsapp):
				continue
			}
			sms, err := c.listedSMS(ctx, m, at, n.SMSMethod)
			if err != nil {
				return nil, err
			}
			out = append(out, sms)
		}
		if older || page.Next == "" {
			return out, nil
		}
		next, err := url.Parse(page.Next)
		if err != nil || next.IsAbs() || next.Host != "" || next.Path != r.path {
			return nil, r.unreadable(http.StatusOK, errNotOurShape)
		}
		r.query = next.Query()
	}
	return nil, r.unreadable(http.StatusOK, errAnswerTooLong)
}

// listedSMS makes an SMS of one that is listed, and the webhook that would have brought it.
func (c *Client) listedSMS(ctx context.Context, m messageJSON, at time.Time, method string) (channel.SMS, error) {
	form := map[string]string{
		"MessageSid": m.SID, "SmsSid": m.SID, "SmsMessageSid": m.SID, "AccountSid": c.Login.Account, "From": m.From, "To": m.To, "Body": m.Body,
		"NumMedia": first(m.Files, "0"), "NumSegments": first(m.Parts, "1"), "SmsStatus": "received", "ApiVersion": first(m.Version, "2010-04-01"),
	}
	if err := c.listFiles(ctx, m.SID, form); err != nil {
		return channel.SMS{}, err
	}
	return channel.SMS{
		Provider: Provider, API: "messages", MessageID: m.SID, APIKey: c.Login.Account, Text: m.Body, Type: "text", Timestamp: at.UnixMilli(),
		From: desk.PhoneNumber(strings.TrimPrefix(m.From, "+")), To: desk.PhoneNumber(desk.PhoneNumber(m.To).Digits()),
		Items: itemsOf(envelope{Form: form, At: at.UnixMilli()}), Raws: []*channel.Raw{rawOf(form, method)},
	}, nil
}

// listFiles adds the files of a message to its form, as a webhook names them.
func (c *Client) listFiles(ctx context.Context, sid string, form map[string]string) error {
	if (envelope{Form: form}).files() == 0 {
		return nil
	}
	var list struct {
		Files *[]struct {
			SID  string `json:"sid"`
			MIME string `json:"content_type"`
		} `json:"media_list"`
	}
	r := request{op: "list files", method: http.MethodGet, base: c.Hosts.api(), path: c.account("/Messages/" + sid + "/Media.json")}
	if err := c.call(ctx, r, &list); err != nil {
		return err
	}
	if list.Files == nil {
		return r.unreadable(http.StatusOK, errNotOurShape)
	}
	form["NumMedia"] = strconv.Itoa(min(len(*list.Files), mostFiles)) // those that were deleted there are gone
	for i, f := range *list.Files {
		n := strconv.Itoa(i)
		form["MediaUrl"+n] = DefaultAPI + c.account("/Messages/"+sid+"/Media/"+f.SID)
		form["MediaContentType"+n] = f.MIME
	}
	return nil
}

// rawOf writes a webhook as Twilio would. It has no signature: Resign makes one.
func rawOf(form map[string]string, method string) *channel.Raw {
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	if method == http.MethodGet {
		return &channel.Raw{Method: method, Query: values.Encode()}
	}
	return &channel.Raw{
		Method: http.MethodPost, Body: []byte(values.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
	}
}
