package twilio

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// maxSMSBody is the largest body that can be an SMS.
const maxSMSBody = 256 << 10

// Subcodes of what is said of an SMS webhook that is refused.
const (
	subBadSignature = "badSignature"
	subOtherAccount = "otherAccount"
)

// SMSWebhooks reads the webhooks of SMS that come to Twilio's numbers.
type SMSWebhooks struct{}

// Provider names Twilio.
func (SMSWebhooks) Provider() string { return Provider }

// MaxBody is the largest body that can be an SMS.
func (SMSWebhooks) MaxBody() int64 { return maxSMSBody }

// ReadSMS reads a webhook, a POST or a GET as the number is set. Long SMS come joined.
func (SMSWebhooks) ReadSMS(r channel.Request) (channel.SMSDelivery, error) {
	if r.Method == http.MethodGet && r.RawQuery == "" {
		return channel.SMSDelivery{Kind: channel.SMSProbe}, nil // somebody tries the address in a browser
	}
	form, err := formOf(r)
	if err != nil {
		return channel.SMSDelivery{}, unread(err)
	}
	e := envelope{Form: form}
	d := channel.SMSDelivery{Kind: channel.SMSReceived, Prove: func(keys channel.CarrierKeys, _ func() time.Time) error {
		return prove(r, form["AccountSid"], keys)
	}}
	if e.isStatus() {
		d.Kind, d.Receipt = channel.SMSReceipt, receiptOf(e, r)
		return d, nil
	}
	d.SMS, err = smsOf(e)
	return d, err
}

// receiptOf makes the item of a status callback; nil for one of another channel, or that
// names no message.
func receiptOf(e envelope, r channel.Request) *channel.Item {
	if r.Method != http.MethodGet { // the address has what we put there
		query, err := parseForm(r.RawQuery)
		if err != nil {
			return nil
		}
		e.Query = map[string]string{oursParam: query[oursParam]}
	}
	it, err := e.item()
	if err != nil || it.Kind != channel.KindStatus || strings.HasPrefix(it.PhoneNumberID, whatsapp) {
		return nil
	}
	return &it
}

// keptOfSMS are the values of a webhook that are kept of an SMS as a message, beside
// those of its files: no other may repeat its text.
var keptOfSMS = []string{"MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "From", "To", "NumMedia"}

// itemsOf gives what is kept of an SMS as a message: one item for each file, as Split.
func itemsOf(e envelope) func(string) ([]channel.Item, error) {
	return func(text string) ([]channel.Item, error) {
		form := map[string]string{"Body": text}
		for _, name := range keptOfSMS {
			if v, ok := e.Form[name]; ok {
				form[name] = v
			}
		}
		files := e.files()
		for n := range files {
			for _, name := range []string{"MediaUrl", "MediaContentType"} {
				name += strconv.Itoa(n)
				form[name] = e.Form[name]
			}
		}
		return envelope{Form: form, At: e.At}.items()
	}
}

// smsOf reads an SMS out of Twilio's values.
func smsOf(e envelope) (channel.SMS, error) {
	f := e.Form
	kind, reason := e.Classify()
	to := phoneOf(f["To"]).Digits()
	switch {
	case kind != channel.KindMessage:
		return channel.SMS{}, unread(errors.New(reason))
	case strings.HasPrefix(f["From"], whatsapp) || to == "":
		return channel.SMS{}, unread(errors.New("the webhook brings no SMS"))
	}
	return channel.SMS{
		Provider: Provider, API: "messages", MessageID: e.sid(), APIKey: f["AccountSid"], Text: f["Body"], Type: "text",
		From: desk.PhoneNumber(strings.TrimPrefix(f["From"], "+")), To: desk.PhoneNumber(to), Items: itemsOf(e),
	}, nil
}

// prove says whether the account's auth token signed the webhook. The account is the
// one that the webhook names: a subaccount has a token of its own.
func prove(r channel.Request, account string, keys channel.CarrierKeys) error {
	if account != keys.Account {
		return unproven(subOtherAccount)
	}
	tokens := make([]string, 0, len(keys.Secrets))
	for _, s := range keys.Secrets {
		tokens = append(tokens, s.Reveal())
	}
	if !Verify(r, tokens...) {
		return unproven(subBadSignature)
	}
	return nil
}

// unread is the error of a webhook that cannot be read, and unproven of one that Twilio
// did not sign; only the log has them.
func unread(cause error) error { return &desk.Error{Code: desk.CodeInvalid, Err: cause} }

func unproven(sub string) error { return &desk.Error{Code: desk.CodeUnauthorized, Subcode: sub} }

// Unsigned is never said: Twilio signs everything, and sends nothing again that was
// refused.
func (SMSWebhooks) Unsigned(error) bool { return false }

// Reply is TwiML that says nothing: any other text would be sent back as an SMS.
func (SMSWebhooks) Reply(body []byte) (status int, contentType, text string) {
	return Webhooks{}.Reply(body)
}
