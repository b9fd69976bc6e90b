package desk

// This is the one place that says which kinds of row there are. Store, engine,
// hub, view, wire, the desktop's copy, the bridge and the page's types read it;
// docs/add-a-row-kind.md says what a new one needs beside its lines here.

// Kind names a kind of row: in the store, in the feed and on the wire.
type Kind string

// The kinds of rows. Values are stored and sent: they are never renamed.
const (
	RowOrg         Kind = "org"
	RowUser        Kind = "user"
	RowApp         Kind = "app"
	RowWaba        Kind = "waba"
	RowNumber      Kind = "number"
	RowInbox       Kind = "inbox"
	RowPlan        Kind = "plan"
	RowTemplate    Kind = "template"
	RowContact     Kind = "contact"
	RowThread      Kind = "thread"
	RowInteraction Kind = "interaction"
	RowOffer       Kind = "offer"
	RowDecision    Kind = "decision"
	RowMessage     Kind = "message"
	RowReadMark    Kind = "readMark"
	RowNotice      Kind = "notice"
	RowUnhandled   Kind = "unhandled"
	RowSpan        Kind = "span"
	RowReservation Kind = "reservation"
	RowCheckup     Kind = "checkup"
	RowProfile     Kind = "profile"
	RowSavedFilter Kind = "savedFilter"
	RowLabel       Kind = "label"
	RowListView    Kind = "listView"
	RowCannedReply Kind = "cannedReply"
	RowUpload      Kind = "upload"
	RowRecord      Kind = "record"
	RowRecordHead  Kind = "recordHead"
	// RowAssignment is no row: it marks in the feed that who may see a thread has
	// changed, so that hub sends enter to those who may see it now. Its id is the
	// thread's, or a Leave's.
	RowAssignment Kind = "assignment"
)

// Kinds lists every kind of row, in the order in which dumps, wipes, writes and
// snapshots go through them.
var Kinds = []*RowKind{
	kindOf[Organization](RowOrg, "organization", ScopeOrg, resident),
	kindOf[User](RowUser, "user_account", ScopeOrg, resident),
	kindOf[App](RowApp, "app", ScopeOrg, resident),
	kindOf[Waba](RowWaba, "waba", ScopeOrg,
		text("app_id", func(w *Waba) AppID { return w.AppID }),
		resident,
	),
	kindOf[Number](RowNumber, "number", ScopeOrg,
		text("provider", func(n *Number) string { return n.Provider }),
		text("phone_id", func(n *Number) string { return n.PhoneID }),
		text("state", func(n *Number) NumberState { return n.State }),
		resident,
	),
	kindOf[Inbox](RowInbox, "inbox", ScopeOrg, resident),
	kindOf[Plan](RowPlan, "plan", ScopeOrg, resident),
	kindOf[Template](RowTemplate, "template", ScopeOrg,
		text("waba_id", func(t *Template) WabaID { return t.WabaID }),
		text("meta_id", func(t *Template) string { return t.MetaID }),
		resident,
	),
	kindOf[Contact](RowContact, "contact", ScopeContact, named((*Contact).lookups)),
	kindOf[Thread](RowThread, "thread", ScopeThread,
		text("number_id", func(t *Thread) NumberID { return t.NumberID }),
		text("contact_id", func(t *Thread) ContactID { return t.ContactID }),
		number("last_at", func(t *Thread) int64 { return t.LastAt }),
		on(func(t *Thread) ThreadID { return t.ID }), named((*Thread).lookups),
	),
	kindOf[Interaction](RowInteraction, "interaction", ScopeThread,
		text("thread_id", func(i *Interaction) ThreadID { return i.ThreadID }),
		text("inbox_id", func(i *Interaction) InboxID { return i.InboxID }),
		text("state", func(i *Interaction) InteractionState { return i.State }),
		text("owner", func(i *Interaction) UserID { return i.Owner }),
		number("behind", func(i *Interaction) int64 { return -int64(i.Priority.Rank()) }),
		number("waiting_since", func(i *Interaction) int64 { return i.WaitingSince }),
		number("first_seq", func(i *Interaction) int64 { return i.FirstSeq }),
		number("ended_at", func(i *Interaction) int64 { return i.EndedAt }),
		text("rating", (*Interaction).ratingFact),
		on(func(i *Interaction) ThreadID { return i.ThreadID }),
		counted(func(i *Interaction) (UserID, bool) { return i.Owner, i.State == InteractionOpen }),
	),
	kindOf[Offer](RowOffer, "offer", ScopeThread,
		text("interaction_id", func(o *Offer) InteractionID { return o.InteractionID }),
		text("user_id", func(o *Offer) UserID { return o.UserID }),
		text("state", func(o *Offer) OfferState { return o.State }),
		number("offered_at", func(o *Offer) int64 { return o.OfferedAt }),
		on(func(o *Offer) ThreadID { return o.ThreadID }),
		counted(func(o *Offer) (UserID, bool) { return o.UserID, o.State == OfferOpen }),
	),
	kindOf[Decision](RowDecision, "decision", ScopeThread,
		text("thread_id", func(d *Decision) ThreadID { return d.ThreadID }),
		number("at", func(d *Decision) int64 { return d.At }),
		on(func(d *Decision) ThreadID { return d.ThreadID }),
	),
	kindOf[Message](RowMessage, "message", ScopeThread,
		threadText("thread_id", func(m *Message) ThreadID { return m.ThreadID }),
		text("interaction_id", func(m *Message) InteractionID { return m.InteractionID }),
		text("provider_id", func(m *Message) string { return m.ProviderID }),
		number("provider_key", func(m *Message) int64 { return TextKey(m.ProviderID) }),
		number("at", func(m *Message) int64 { return m.At }),
		number("seq", func(m *Message) int64 { return m.Seq }),
		text("search", (*Message).SearchText),
		text("media_id", (*Message).mediaID),
		text("template", (*Message).templateFact),
		on(func(m *Message) ThreadID { return m.ThreadID }), named((*Message).lookups),
	),
	kindOf[Span](RowSpan, "span", ScopeThread,
		text("thread_id", func(s *Span) ThreadID { return s.ThreadID }),
		text("interaction_id", func(s *Span) InteractionID { return s.InteractionID }),
		number("from_at", func(s *Span) int64 { return s.From }),
		on(func(s *Span) ThreadID { return s.ThreadID }),
	),
	kindOf[ReadMark](RowReadMark, "read_mark", ScopePerson,
		text("user_id", func(r *ReadMark) UserID { return r.UserID }),
		text("thread_id", func(r *ReadMark) ThreadID { return r.ThreadID }),
		of(func(r *ReadMark) UserID { return r.UserID }),
	),
	kindOf[Notice](RowNotice, "notice", ScopePerson,
		text("user_id", func(n *Notice) UserID { return n.UserID }),
		text("kind", func(n *Notice) NoticeKind { return n.Kind }),
		text("about", (*Notice).About),
		number("at", func(n *Notice) int64 { return n.At }),
		number("is_read", func(n *Notice) int64 { return flag(n.Read) }),
		of(func(n *Notice) UserID { return n.UserID }),
	),
	kindOf[Unhandled](RowUnhandled, "unhandled", ScopeOrg,
		number("seq", func(u *Unhandled) int64 { return u.Seq }),
	),
	kindOf[Reservation](RowReservation, "reservation", ScopeOrg, resident),
	kindOf[Checkup](RowCheckup, "checkup", ScopeOrg, resident),
	kindOf[Profile](RowProfile, "profile", ScopeOrg, resident),
	kindOf[SavedFilter](RowSavedFilter, "saved_filter", ScopePerson,
		text("user_id", func(f *SavedFilter) UserID { return f.UserID }),
		text("name", func(f *SavedFilter) string { return f.Name }),
		of(func(f *SavedFilter) UserID { return f.UserID }),
	),
	kindOf[Label](RowLabel, "label", ScopeOrg, resident),
	kindOf[ListView](RowListView, "list_view", ScopeOrg,
		text("user_id", (*ListView).listedUnder),
		text("name", func(v *ListView) string { return v.Name }),
		of(func(v *ListView) UserID { return v.UserID }),
	),
	kindOf[CannedReply](RowCannedReply, "canned_reply", ScopeOrg,
		text("user_id", (*CannedReply).listedUnder),
		text("shortcut", func(c *CannedReply) string { return c.Shortcut }),
		of(func(c *CannedReply) UserID { return c.UserID }),
	),
	kindOf[Upload](RowUpload, "upload", ScopeRelay,
		text("user_id", func(u *Upload) UserID { return u.UserID }),
		text("message_id", (*Upload).takenBy),
		number("at", func(u *Upload) int64 { return u.At }),
	),
	kindOf[RecordLine](RowRecord, "record", ScopeRelay,
		number("n", func(r *RecordLine) int64 { return r.N }),
		text("facts", (*RecordLine).facts),
	),
	kindOf[RecordHead](RowRecordHead, "record_head", ScopeRelay, resident),
}
