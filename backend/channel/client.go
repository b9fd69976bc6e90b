package channel

import (
	"cmp"
	"context"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Client speaks for one account at a provider of messages: it sends, and sets
// numbers up. Its errors are failures of FailureOf. It may be used concurrently.
type Client interface {
	Messenger

	DebugToken(ctx context.Context, inspected desk.Secret) (TokenInfo, error)
	GetAccount(ctx context.Context, account string) (Account, error)
	SubscribeApp(ctx context.Context, account string) error
	ListSubscribedApps(ctx context.Context, account string) ([]SubscribedApp, error)
	Templates(ctx context.Context, account desk.WabaID) ([]desk.Template, error)

	ListPhoneNumbers(ctx context.Context, account string) ([]Number, error)
	GetPhoneNumber(ctx context.Context, number string) (Number, error)
	AddPhoneNumber(ctx context.Context, account string, n NewNumber) (string, error)
	RequestCode(ctx context.Context, number string, by CodeMethod, language string) error
	VerifyCode(ctx context.Context, number string, code desk.Secret) error
	Register(ctx context.Context, number string, pin desk.Secret) error
	GetProfile(ctx context.Context, number string) (Profile, error)
	UpdateProfile(ctx context.Context, number string, change ProfileUpdate) error
}

// SampleClient is a Client that takes the files that a profile or a template shows.
type SampleClient interface {
	Client
	// UploadHandle uploads a file for an app and gives what names it in a profile
	// (ProfileUpdate.PictureHandle) or a template.
	UploadHandle(ctx context.Context, app desk.AppID, f Sample) (string, error)
}

// PhoneClient is a Client whose numbers may stay in use on a phone.
type PhoneClient interface {
	// SyncPhone asks a number's phone for the names of its contacts or its old messages,
	// which come by webhook. ReasonAskedBefore when that was done already.
	SyncPhone(ctx context.Context, number string, what desk.PhoneSync) error
}

// TemplateWriter is a Client that changes, makes and deletes templates. What is written
// waits for the provider's review afterwards.
type TemplateWriter interface {
	// EditTemplate gives a template, by the provider's id, another content. Category "" leaves
	// that as it is.
	EditTemplate(ctx context.Context, id string, c desk.TemplateContent) error
	CreateTemplate(ctx context.Context, account desk.WabaID, name, language string, c desk.TemplateContent) (MadeTemplate, error)
	// DeleteTemplate deletes one language of a template by the provider's id, or with "" all
	// languages of the name.
	DeleteTemplate(ctx context.Context, account desk.WabaID, name, id string) error
}

// MadeTemplate is what a provider says of a template that it took for its review.
type MadeTemplate struct {
	ID       string
	Status   string // as desk.Template.Status
	Category string // it may be another than was asked for
	// Content is the template as the provider lists it, nil = as it was given.
	Content *desk.TemplateContent
}

// NumberRemover is a Client whose provider lets a program take a number out of its account.
type NumberRemover interface {
	// RemoveUnverified takes out a number that was never verified there. One that was, or
	// that is not there, is left alone.
	RemoveUnverified(ctx context.Context, number desk.PhoneNumber) error
}

// CertificateClient is a Client that shows the certificates of a number's display names.
type CertificateClient interface {
	// Certificates gives those of the present name and of one to come, none when there is none.
	Certificates(ctx context.Context, number string) ([]string, error)
}

// PINClient is a Client whose numbers have a two-step PIN that can be set from here.
type PINClient interface {
	// SetPIN replaces the PIN of a number, or sets one. The present one is not needed.
	SetPIN(ctx context.Context, number string, pin desk.Secret) error
}

// IdentityClient is a Client that can check the identity of who writes to a number.
type IdentityClient interface {
	// SetIdentityCheck switches the check of a number on or off.
	SetIdentityCheck(ctx context.Context, number string, on bool) error
}

// Messenger sends and fetches for one account at a provider of messages. Its errors
// are failures of FailureOf. It may be used concurrently.
type Messenger interface {
	Send(ctx context.Context, phoneID string, m Outgoing) (Sent, error)
	UploadMedia(ctx context.Context, phoneID string, u Upload) (string, error)
	GetMedia(ctx context.Context, mediaID, phoneID string) (MediaInfo, error)
	DownloadMedia(ctx context.Context, address string, limit int64) (*Download, error)
	MarkRead(ctx context.Context, phoneID, messageID string, typing bool) error
}

// Carrier speaks for one account at a carrier, from which numbers are rented. Its
// errors are *desk.Error with a sentence for a person.
type Carrier interface {
	Numbers(ctx context.Context) ([]CarrierNumber, error)
	// RedirectSMS sends the SMS of a number to an address, "" = nowhere. The carrier
	// may try the address before it answers.
	RedirectSMS(ctx context.Context, n CarrierNumber, address string) error
	// WhereSMS says where the SMS of a number go in effect, "" = nowhere: to its own
	// address, or to that of the account when it has none. It changes nothing.
	WhereSMS(ctx context.Context, n CarrierNumber) (string, error)
}

// SMSLister is a Carrier that can be asked which SMS came to a number, for what its
// webhook did not bring.
type SMSLister interface {
	Carrier
	// ReceivedSMS lists the SMS that came since a moment, newest first, each with the
	// webhook that would have brought it.
	ReceivedSMS(ctx context.Context, n CarrierNumber, since time.Time) ([]SMS, error)
}

// TextCarrier is a Carrier whose numbers send SMS. Its numbers are named +E164 where
// Messenger wants our number's id.
type TextCarrier interface {
	Carrier
	// Texts gives what sends them. Receipts are to come to an address, "" = they do not.
	Texts(receipts string) Messenger
}

// FieldSMS is the field of the entries of SMS and their receipts. They are
// desk.ItemEntry as JSON, whoever the carrier is.
const FieldSMS = "messages"

// Login is what a person types to link an account at a carrier.
type Login struct {
	Account   string      // the account's id, where that is not the key
	Key       string      // who calls
	Secret    desk.Secret // with which Key signs in
	Signature desk.Secret // which signs webhooks
	Method    string      // how, one of the carrier's words
}

// LinkedCarrier is a Carrier of an organization. SMSURL and CallsURL are where the
// carrier's webhooks come in here, "" when nobody outside can reach this relay.
type LinkedCarrier struct {
	Carrier
	Name     string
	Account  string // the carrier's name of the account
	SMSURL   string
	CallsURL string // of a VoiceCarrier
}

// CarrierNumber is a number that is rented from a carrier.
type CarrierNumber struct {
	E164    desk.PhoneNumber
	Country string // two letters
	Type    string // landline, mobile, in the carrier's words
	SMS     bool   // it can receive SMS
	Voice   bool   // it can receive calls
	SMSURL  string // its own address for SMS, "" = none: see Carrier.WhereSMS
	// SMSMethod is by which that is called, "" = as the carrier usually does. SMSElse says
	// that another address gets what it does not answer.
	SMSMethod string
	SMSElse   bool

	CallsURL    string // where its calls go: an address, tel: or sip:; "" = nowhere, or VoiceCarrier.WhereCalls knows
	CallsMethod string // by which that is asked, "" = POST
	CallsSet    string // what is set for calls in the carrier's own words, "" = CallsURL is
}

// Calls is what is set for the calls to the number: what VoiceCarrier.RedirectCalls takes.
func (n CarrierNumber) Calls() string { return cmp.Or(n.CallsSet, n.CallsURL) }
