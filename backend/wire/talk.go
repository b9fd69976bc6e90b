package wire

// Contact is a customer. Phone is "" when PhoneHidden; Label is what to show
// when there is no name: the number, the account id, or "Hidden number".
type Contact struct {
	ID          string   `json:"id"`
	Label       string   `json:"label"`
	SavedName   string   `json:"savedName"`
	ProfileName string   `json:"profileName"`
	Username    string   `json:"username"`
	Phone       string   `json:"phone"`
	PhoneHidden bool     `json:"phoneHidden"`
	AccountID   string   `json:"accountId"`
	Language    string   `json:"language,omitempty"` // as somebody noted it: de; "" = not known
	Labels      []string `json:"labels,omitempty"`
	Group       bool     `json:"group"` // it stands for a group: nobody can write there
	CreatedAt   int64    `json:"createdAt"`
	// OptIns are what they agreed to, the last recorded last; Stops of marketing too.
	// A row from before has neither.
	OptIns  []OptIn `json:"optIns,omitempty"`
	Stops   []Stop  `json:"stops,omitempty"`
	Stopped bool    `json:"stopped,omitempty"` // no marketing may be sent to them

	Notes      []ContactNote `json:"notes,omitempty"`      // about them, oldest first
	Attributes []KV          `json:"attributes,omitempty"` // by the id of the attribute
	BlockedAt  int64         `json:"blockedAt,omitempty"`  // nobody is offered what they write; 0 = they are not blocked
	BlockedBy  string        `json:"blockedBy,omitempty"`

	// MergedInto is the customer who is the same person: what is noted of the person is noted
	// there. Parts are those who were merged into this one.
	MergedInto string   `json:"mergedInto,omitempty"`
	MergedAt   int64    `json:"mergedAt,omitempty"`
	MergedBy   string   `json:"mergedBy,omitempty"`
	Parts      []string `json:"parts,omitempty"`

	Known []KnownName `json:"known,omitempty"` // every name of theirs, in the order in which it became known
}

// KnownName is one name by which a provider knows or knew a customer.
type KnownName struct {
	Kind   string `json:"type" of:"wire.Known*"`
	Name   string `json:"name"`            // a number as E.164; "" = hidden from the viewer
	Since  int64  `json:"since,omitempty"` // since when, 0 = from before it was noted
	How    string `json:"how,omitempty" of:"desk.NameHow | ''"`
	Via    string `json:"via,omitempty"`    // the number of ours on which it was heard
	Hidden bool   `json:"hidden,omitempty"` // it is a number that the viewer may not see
}

// The kinds of names. Values are sent.
const (
	KnownPhone    = "phone"
	KnownUserID   = "userId"
	KnownParentID = "parentUserId"
	KnownUsername = "username"
)

// ContactNote is what a colleague noted about a customer.
type ContactNote struct {
	ID   string `json:"id"`
	At   int64  `json:"at"`
	By   string `json:"by"`
	Text string `json:"text"`
}

// How much of a thread a viewer may see.
const (
	AccessFull    = "full"    // everything
	AccessSummary = "summary" // offered or waiting: who, first line, window
	AccessHandled = "handled" // only the interactions that this agent handled
)

// PreviewFailed is the PreviewStatus of a message of ours that did not arrive.
const PreviewFailed = "failed"

// Thread is all messages between a number and a contact, as a list row.
type Thread struct {
	ID             string `json:"id"`
	NumberID       string `json:"numberId"`
	Channel        string `json:"channel" of:"desk.Channel | ''"` // "" in rows from before: whatsapp
	ContactID      string `json:"contactId"`
	InteractionID  string `json:"interactionId"` // the open one, or the last
	Open           bool   `json:"open"`
	State          string `json:"state" of:"desk.InteractionState | ''"`
	InboxID        string `json:"inboxId"`
	Owner          string `json:"owner"`
	Epoch          int64  `json:"epoch"`
	Access         string `json:"access" of:"wire.Access*"`
	Preview        string `json:"preview"`                                                                      // text of the last message the viewer may see
	PreviewKind    string `json:"previewKind" of:"desk.MessageKind | 'revoked' | 'erased' | 'missedCall' | ''"` // its type, or what became of it
	PreviewOut     bool   `json:"previewOut"`
	PreviewStatus  string `json:"previewStatus" of:"desk.Status | 'failed' | ''"` // of a message of ours: its status, or "failed"; else ""
	LastAt         int64  `json:"lastAt"`
	LastSeq        int64  `json:"lastSeq"`
	Messages       int64  `json:"messages"`       // how many there are, seen or not
	LastCustomerAt int64  `json:"lastCustomerAt"` // the channel's window is counted from it
	WaitingSince   int64  `json:"waitingSince"`
	EndReason      string `json:"endReason,omitempty" of:"lifecycle.EndReason | ''"` // why the last interaction ended, "" = it has not
	Priority       string `json:"priority,omitempty" of:"desk.Priority | ''"`        // of the open or last interaction, "" = the usual

	Labels       []string `json:"labels,omitempty"`       // see Label
	SnoozedUntil int64    `json:"snoozedUntil,omitempty"` // 0 = it is awake
	WokenAt      int64    `json:"wokenAt,omitempty"`      // when it last woke by itself, 0 = it has not
	// Into is the conversation in which this one goes on, "" = it goes on by itself. Elsewhere:
	// another system that shares the number answers the customer.
	Into      string `json:"into,omitempty"`
	Elsewhere bool   `json:"elsewhere,omitempty"`
	// ChangedSeq is when the customer last edited or deleted what they had written. Whoever has
	// this row has seen it: see Send.SeenSeq.
	ChangedSeq int64 `json:"changedSeq,omitempty"`
	Filed      bool  `json:"filed,omitempty"` // it was put away into the archive after its end
	// IdentityAt is since when what is sent waits, since the customer's identity changed; 0 = it
	// does not. IdentityWrote: the new identity wrote, and so only a person can end it.
	IdentityAt    int64 `json:"identityAt,omitempty"`
	IdentityWrote bool  `json:"identityWrote,omitempty"`
	// Followers are who follows it, of a conversation that the viewer sees as it is now;
	// of another, the viewer alone if they do.
	Followers []string `json:"followers,omitempty"`
	Score     int      `json:"score,omitempty"` // how the customer rated the last interaction, 0 = not
}

// Interaction is one cycle of a thread: the unit of routing and of the record.
type Interaction struct {
	ID              string         `json:"id"`
	ThreadID        string         `json:"threadId"`
	InboxID         string         `json:"inboxId"`
	State           string         `json:"state" of:"desk.InteractionState"`
	Owner           string         `json:"owner"`
	Epoch           int64          `json:"epoch"`
	BusinessStarted bool           `json:"businessStarted"`
	StartedAt       int64          `json:"startedAt"`
	FirstSeq        int64          `json:"firstSeq"`
	EndedAt         int64          `json:"endedAt"`
	EndReason       string         `json:"endReason" of:"lifecycle.EndReason | ''"`
	EndedBy         string         `json:"endedBy"`
	Disposition     string         `json:"disposition" of:"lifecycle.Disposition | ''"`
	DispositionRule string         `json:"dispositionRule" of:"lifecycle.Rule | ''"`
	ServiceName     string         `json:"serviceName"`          // of the number when it began, for reports
	ReopenedAt      int64          `json:"reopenedAt"`           // when a person took the conversation up again with it, 0 = it was not so
	Branched        *Branched      `json:"branched,omitempty"`   // of a plan that branches
	Overflowed      *Overflowed    `json:"overflowed,omitempty"` // where it waited before this inbox
	ServiceStartAt  int64          `json:"serviceStartAt"`       // 0 = the clock has not started
	AnsweredAt      int64          `json:"answeredAt"`
	OwedSince       int64          `json:"owedSince,omitempty"` // since when the customer waits for a person's answer now, 0 = they do not
	WaitingSince    int64          `json:"waitingSince"`
	Escalated       bool           `json:"escalated"`
	DecisionID      string         `json:"decisionId"`
	DataSource      []KV           `json:"dataSource"`
	EndsAt          int64          `json:"endsAt,omitempty"` // when it ends by itself if nobody writes, 0 = it has ended
	LostAt          int64          `json:"lostAt,omitempty"` // when its window last closed on a customer who waited, 0 = it has not
	Levels          *ServiceLevels `json:"levels,omitempty"` // what its inbox promises of it, nil = nothing
	// Declines are the offers of this round that were declined with a reason, at most the newest hundred.
	Declines []Decline `json:"declines,omitempty"`
	Snoozes  []Snooze  `json:"snoozes,omitempty"` // the last ones, the newest at the end
	Filings  []Filing  `json:"filings,omitempty"` // the same
	// Tried are the offers of all rounds that nobody accepted, oldest first, at most the newest hundred.
	Tried []PastOffer `json:"tried,omitempty"`
	// Rating is how the customer was asked for a rating, nil = they were not.
	Rating *Rating `json:"rating,omitempty"`
	Title  string  `json:"title,omitempty"` // as somebody of ours named it, "" = nobody has
}

// PastOffer is an offer that was declined or missed.
type PastOffer struct {
	UserID  string `json:"userId"`
	Outcome string `json:"outcome" of:"'declined' | 'missed'"`
	At      int64  `json:"at"`
	Reason  string `json:"reason,omitempty" of:"desk.DeclineReason | ''"`
	Note    string `json:"note,omitempty"` // in their own words
}

// Decline is why somebody declined an offer.
type Decline struct {
	UserID string `json:"userId"`
	Reason string `json:"reason" of:"desk.DeclineReason | ''"`
	Note   string `json:"note,omitempty"` // in their own words
}

// Offer asks the viewer to take an interaction.
type Offer struct {
	ID            string `json:"id"`
	InteractionID string `json:"interactionId"`
	ThreadID      string `json:"threadId"`
	InboxID       string `json:"inboxId"`
	UserID        string `json:"userId"`
	State         string `json:"state" of:"desk.OfferState"`
	OfferedAt     int64  `json:"offeredAt"`
	ExpiresAt     int64  `json:"expiresAt"`
	Why           string `json:"why" of:"routing.Reason | ''"`                                               // winner's reason code
	FirstLine     string `json:"firstLine"`                                                                  // what the customer wrote first; while it stands
	FirstKind     string `json:"firstKind" of:"desk.MessageKind | 'revoked' | 'erased' | 'missedCall' | ''"` // as Thread.PreviewKind
	DecisionID    string `json:"decisionId"`
}

// Candidate is one line of the why card.
type Candidate struct {
	UserID string `json:"userId"`
	Reason string `json:"reason" of:"routing.Reason"`
	Since  int64  `json:"since"` // of the presence, 0 = does not apply
	Open   int    `json:"open"`  // threads held
	Limit  int    `json:"limit"`
	Level  int    `json:"level,omitempty"`     // proficiency in the inbox, where it decided
	Idle   int64  `json:"idleSince,omitempty"` // since when they had no thread, where it decided
	Last   bool   `json:"last,omitempty"`      // had the customer last, where that decides
	Here   int    `json:"openHere,omitempty"`  // threads held of the inbox, where it limits them
	Most   int    `json:"limitHere,omitempty"` // how many it allows one agent, 0 = any number
}

// Decision is why an interaction went where it went.
type Decision struct {
	ID            string      `json:"id"`
	InteractionID string      `json:"interactionId"`
	ThreadID      string      `json:"threadId"`
	At            int64       `json:"at"`
	Mode          string      `json:"mode" of:"desk.Mode"`
	Outcome       string      `json:"outcome" of:"routing.Outcome"`
	Cause         string      `json:"cause" of:"routing.Cause"` // why this outcome
	Winner        string      `json:"winner"`
	Reason        string      `json:"reason" of:"routing.Reason | ''"`
	Candidates    []Candidate `json:"candidates"`
	Version       int         `json:"version"`
}

// Media is a file of a message; its bytes come from /api/media/{id}.
type Media struct {
	ID       string   `json:"id"`
	State    string   `json:"state" of:"desk.MediaState"`
	Reason   string   `json:"reason"`         // why it failed, in a row from before Said
	Said     *Failure `json:"said,omitempty"` // why it failed
	MIME     string   `json:"mime"`
	Size     int64    `json:"size"`
	FileName string   `json:"fileName"`
	Voice    bool     `json:"voice"`
	Animated bool     `json:"animated"`
	Width    int      `json:"width"`
	Height   int      `json:"height"`
}

// Location is a place.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name"`
	Address   string  `json:"address"`
	URL       string  `json:"url"`
}

// ContactCard is a contact sent as a message. Phones are empty when hidden.
type ContactCard struct {
	Name         string   `json:"name"`
	Phones       []string `json:"phones"`
	PhonesHidden bool     `json:"phonesHidden"`
	Emails       []string `json:"emails"`
	Company      string   `json:"company"`
	Department   string   `json:"department"`
	Title        string   `json:"title"`
	URLs         []string `json:"urls"`
	Addresses    []string `json:"addresses"`
	Birthday     string   `json:"birthday"`
	Kinds        []string `json:"kinds,omitempty" of:"desk.PhoneKind"` // of a card of ours: what each of Phones is for
}

// Interactive is what a customer tapped, filled in or ordered.
type Interactive struct {
	Kind  string `json:"type"`
	Title string `json:"title"`
	Lines []KV   `json:"lines"`
	Total string `json:"total"` // of an order, "" = it cannot be told
}

// TemplateUse is a template as it was sent; the message's Text is its body
// with the parameters in it.
type TemplateUse struct {
	Name     string   `json:"name"`
	Language string   `json:"language"`
	Header   string   `json:"header"`
	Footer   string   `json:"footer"`
	Buttons  []string `json:"buttons"`
}

// Referral is the advertisement or post that a message was started from.
type Referral struct {
	URL      string     `json:"url"`
	Kind     string     `json:"type"` // ad, post
	ID       string     `json:"id"`
	Headline string     `json:"headline"`
	Body     string     `json:"body"`
	Media    string     `json:"media"` // image, video
	ClickID  string     `json:"clickId"`
	Welcome  string     `json:"welcome"` // the greeting that the customer saw
	MediaURL string     `json:"mediaUrl,omitempty"`
	Picture  *AdPicture `json:"picture,omitempty"` // nil = it has none, or none that can be fetched
}

// AdPicture is what an ad shows, or the first picture of its film, as the relay fetched it.
type AdPicture struct {
	ID     string `json:"id"`
	State  string `json:"state"` // pending, ready, failed
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// File gives the file of that name: what the message carries, or the picture of its ad. nil if
// it has none such.
func (m *Message) File(id string) *Media {
	switch {
	case m.Media != nil && m.Media.ID == id:
		return m.Media
	case m.Ad != nil && m.Ad.Picture != nil && m.Ad.Picture.ID == id:
		p := m.Ad.Picture
		return &Media{ID: p.ID, State: p.State, Width: p.Width, Height: p.Height}
	}
	return nil
}

// Wording is what a message said before it was edited.
type Wording struct {
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// Reaction is an emoji on a message.
type Reaction struct {
	Out   bool   `json:"out"`
	Emoji string `json:"emoji"`
}

// Problem is why a message failed.
type Problem struct {
	Code   int      `json:"code"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Said   *Failure `json:"said,omitempty"` // instead of Text
	Source string   `json:"source"`
	At     int64    `json:"at"`
}

// Message is one message. Order within a thread is (At, Seq).
type Message struct {
	ID            string         `json:"id"`
	ThreadID      string         `json:"threadId"`
	InteractionID string         `json:"interactionId"`
	Out           bool           `json:"out"`
	Author        string         `json:"author"`
	Writer        string         `json:"writer"` // who wrote it in a group
	ClientID      string         `json:"clientId"`
	Seq           int64          `json:"seq"`
	At            int64          `json:"at"`
	Kind          string         `json:"type" of:"desk.MessageKind"`
	Text          string         `json:"text"`
	Media         *Media         `json:"media"`
	Location      *Location      `json:"location"`
	Contacts      []ContactCard  `json:"contacts"`
	Interactive   *Interactive   `json:"interactive"`
	Template      *TemplateUse   `json:"template"`
	System        string         `json:"system"`
	ReplyTo       string         `json:"replyTo"`
	ReplyLost     bool           `json:"replyLost"`
	Forwarded     string         `json:"forwarded"`
	Referral      string         `json:"referral"` // in one line
	Ad            *Referral      `json:"ad"`
	Edited        bool           `json:"edited"`
	Earlier       []Wording      `json:"earlier"` // what it said before, oldest first
	Revoked       bool           `json:"revoked"`
	AuthorKind    string         `json:"authorKind" of:"desk.AuthorKind | ''"` // of ours
	Erased        bool           `json:"erased"`                               // what it said was deleted here
	Echo          bool           `json:"echo"`                                 // sent by the business elsewhere, or history
	Reactions     []Reaction     `json:"reactions"`
	Status        string         `json:"status" of:"desk.Status | ''"`
	StatusAt      int64          `json:"statusAt"`
	Problem       *Problem       `json:"problem"`
	More          bool           `json:"more"`               // the relay keeps more of it; ask CallWhole
	Handover      *Handover      `json:"handover,omitempty"` // of a note
	Mentions      []Mention      `json:"mentions,omitempty"` // of a note
	Other         string         `json:"other,omitempty"`    // the conversation of which a line tells, or in which replyTo was said, if not in this one
	Choices       *Choices       `json:"choices,omitempty"`  // of a question of ours
	Rating        *MessageRating `json:"rating,omitempty"`   // it is part of a rating
	Contrary      *StatusStamp   `json:"contrary,omitempty"` // what the provider said that contradicts Status
}

// StatusStamp is a status with the provider's time of it.
type StatusStamp struct {
	Status string `json:"status" of:"desk.Status"`
	At     int64  `json:"at"`
}

// Handover is where a conversation went with a note.
type Handover struct {
	To       string `json:"to"`       // "" = to the inbox
	InboxID  string `json:"inboxId"`  // "" = to somebody
	Draft    bool   `json:"draft"`    // the note is what had been begun to the customer
	ShiftEnd bool   `json:"shiftEnd"` // the shift of whoever had it ended
}

// MarkCut says that the row is not whole.
func (m *Message) MarkCut(bool) { m.More = true }

// ReadMark is how far the viewer has read a thread.
type ReadMark struct {
	ThreadID string `json:"threadId"`
	UpToSeq  int64  `json:"upToSeq"`
	Unread   bool   `json:"unread"`
}

// Notice is a line on the Notifications page.
type Notice struct {
	ID       string `json:"id"`
	Kind     string `json:"type" of:"desk.NoticeKind"`
	ThreadID string `json:"threadId"`
	Subject  string `json:"subject"`
	At       int64  `json:"at"`
	Read     bool   `json:"read"`
}

// Unhandled is something received that Parley did not understand (admins).
type Unhandled struct {
	ID       string `json:"id"`
	Provider string `json:"provider"`
	Account  string `json:"account"`
	Field    string `json:"field"`
	Kind     string `json:"type"`
	Reason   string `json:"reason"`
	At       int64  `json:"at"`
	Replayed bool   `json:"replayed"`        // understood at a later try
	Tried    int    `json:"tried,omitempty"` // how often it was tried again in vain
	Count    int64  `json:"count"`           // how many of its kind the line stands for, 0 = one
}
