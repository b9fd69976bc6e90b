package desk

import "slices"

// The lists of rows that are read while something is written, and those that a
// desktop is sent. Each exists once: see Query.
var (
	Organizations = query("Organizations", RowOrg, nil)
	Users         = query("Users", RowUser, nil)
	Apps          = query("Apps", RowApp, nil)
	Wabas         = query("Wabas", RowWaba, nil)
	Numbers       = query("Numbers", RowNumber, nil)
	Inboxes       = query("Inboxes", RowInbox, nil)
	Plans         = query("Plans", RowPlan, nil)
	Templates     = query("Templates", RowTemplate, nil)
	Reservations  = query("Reservations", RowReservation, nil)
	Profiles      = query("Profiles", RowProfile, nil)

	Checkups = query("Checkups", RowCheckup, nil)
	Labels   = query("Labels", RowLabel, nil)

	NumbersByPhone  = query("NumbersByPhone", RowNumber, nil, given("phone_id", OpIs), always("state", OpNot, NumberGone))
	TemplatesByMeta = query("TemplatesByMeta", RowTemplate, nil, given("waba_id", OpIs), given("meta_id", OpIs))

	ContactsByAlias = told(Told{"contact_alias", "alias", "contact_id", hasAlias}, query("ContactsByAlias", RowContact, nil))

	// ThreadsHandled are those of which a person has ever owned an interaction.
	ThreadsHandled = told(Told{"handled", "user_id", "thread_id", nil}, query("ThreadsHandled", RowThread, nil))
	ThreadsBetween = query("ThreadsBetween", RowThread, nil, given("contact_id", OpIs), given("number_id", OpIs))
	ThreadsAfter   = query("ThreadsAfter", RowThread, nil, given("last_at", OpAbove))

	// ThreadsBefore and MessagesBefore are pages for people, newest first.
	ThreadsBefore  = paged(2, query("ThreadsBefore", RowThread, by("-last_at")))
	MessagesBefore = paged(2, query("MessagesBefore", RowMessage, by("-at", "-seq"), given("thread_id", OpIs)))
	// MessagesBeside are the rest of a message's stamp and sequence.
	MessagesBeside = query("MessagesBeside", RowMessage, by("-seq"),
		given("thread_id", OpIs), given("at", OpIs), given("seq", OpIs), given("id", OpBelow))

	InteractionsOfThread = query("InteractionsOfThread", RowInteraction, by("first_seq"), given("thread_id", OpIs))
	InteractionsWaiting  = query("InteractionsWaiting", RowInteraction, by("behind", "waiting_since", "first_seq"),
		given("inbox_id", OpIs), always("state", OpIs, InteractionWaiting))
	InteractionsOwned = query("InteractionsOwned", RowInteraction, by("first_seq"),
		given("owner", OpIs), always("state", OpIs, InteractionOpen))
	InteractionsUnended = query("InteractionsUnended", RowInteraction, by("first_seq"),
		given("inbox_id", OpIs), always("state", OpNot, InteractionEnded))
	InteractionsEndedAfter = query("InteractionsEndedAfter", RowInteraction, nil,
		always("state", OpIs, InteractionEnded), given("ended_at", OpAbove))
	// With every inbox named, the index by inbox is used.
	InteractionsAllUnended = query("InteractionsAllUnended", RowInteraction, by("first_seq"),
		always("inbox_id", OpFrom, ""), always("state", OpNot, InteractionEnded))

	OffersOpenOf = query("OffersOpenOf", RowOffer, nil, given("interaction_id", OpIs), always("state", OpIs, OfferOpen))
	OffersOpenTo = query("OffersOpenTo", RowOffer, by("offered_at"), given("user_id", OpIs), always("state", OpIs, OfferOpen))

	DecisionsOfThread = query("DecisionsOfThread", RowDecision, by("-at"), given("thread_id", OpIs))

	SpansOfThread      = query("SpansOfThread", RowSpan, by("-from_at"), given("thread_id", OpIs))
	SpansOfInteraction = query("SpansOfInteraction", RowSpan, by("-from_at"), given("interaction_id", OpIs))

	// MessagesByProviderID is asked with the TextKey of the id first: that is in the index.
	MessagesByProviderID = few(query("MessagesByProviderID", RowMessage, nil,
		given("provider_key", OpIs), given("provider_id", OpIs), notZero("provider_key")))
	MessagesOfFile = query("MessagesOfFile", RowMessage, by("-seq"), given("media_id", OpIs), always("media_id", OpNot, ""))
	// MessagesUpTo are the thread's, newest first, of those stamped no later than a
	// time whose sequence is below another.
	MessagesUpTo = query("MessagesUpTo", RowMessage, by("-at", "-seq"),
		given("thread_id", OpIs), given("at", OpUpTo), given("seq", OpBelow))

	// MessagesAfter are those stamped later than a time, which are few if any: their
	// threads lead to them.
	MessagesAfter = among("thread_id", ThreadsAfter, query("MessagesAfter", RowMessage, by("thread_id", "seq"), given("at", OpAbove)))

	// MessagesAfterSeq are those that later entries made, in the order of the record.
	MessagesAfterSeq = query("MessagesAfterSeq", RowMessage, by("seq"), given("seq", OpAbove))

	ReadMarksOf = query("ReadMarksOf", RowReadMark, by("thread_id"), given("user_id", OpIs))

	SavedFiltersOf = query("SavedFiltersOf", RowSavedFilter, by("name"), given("user_id", OpIs))

	ListViewsOf         = query("ListViewsOf", RowListView, by("name"), given("user_id", OpIs))
	CannedRepliesOf     = query("CannedRepliesOf", RowCannedReply, by("shortcut"), given("user_id", OpIs))
	CannedRepliesShared = query("CannedRepliesShared", RowCannedReply, by("shortcut"), always("user_id", OpIs, ""))

	ListViewsShared = query("ListViewsShared", RowListView, by("name"), always("user_id", OpIs, ""))

	NoticesOf     = query("NoticesOf", RowNotice, by("-at"), given("user_id", OpIs))
	NoticesUnread = query("NoticesUnread", RowNotice, by("at"), given("user_id", OpIs), isZero("is_read"))
	// NoticesUnreadAbout finds one without looking at the person's others: thousands
	// may lie there unread.
	NoticesUnreadAbout = query("NoticesUnreadAbout", RowNotice, by("at"),
		given("user_id", OpIs), given("kind", OpIs), given("about", OpIs), isZero("is_read"))

	// NoticesAfter are those stamped later than a time, as MessagesAfter.
	NoticesAfter = among("user_id", Users, query("NoticesAfter", RowNotice, by("user_id", "at"), given("at", OpAbove)))

	UnhandledNewest = query("UnhandledNewest", RowUnhandled, by("-seq"))

	UploadsUnclaimed = query("UploadsUnclaimed", RowUpload, by("at"),
		given("user_id", OpIs), given("at", OpFrom), always("message_id", OpIs, ""))
	RecordHeads = query("RecordHeads", RowRecordHead, nil)
	// RecordsAfter are the lines of the records behind a number, in their order.
	RecordsAfter = query("RecordsAfter", RowRecord, by("n"), given("n", OpAbove))
	// ContactsBehind goes through all customers, a page at a time.
	ContactsBehind = query("ContactsBehind", RowContact, nil, given("id", OpAbove))

	UploadsAfter = query("UploadsAfter", RowUpload, nil, always("message_id", OpIs, ""), given("at", OpAbove))
)

// Queries lists them.
var Queries = []*Query{
	Organizations, Users, Apps, Wabas, Numbers, Inboxes, Plans, Templates, Reservations, Checkups, Profiles,
	NumbersByPhone, TemplatesByMeta, ContactsByAlias, ThreadsHandled, ThreadsBetween, ThreadsAfter, ThreadsBefore, MessagesBefore, MessagesBeside,
	InteractionsOfThread, InteractionsWaiting, InteractionsOwned, InteractionsUnended, InteractionsEndedAfter, InteractionsAllUnended,
	OffersOpenOf, OffersOpenTo, DecisionsOfThread, SpansOfThread, SpansOfInteraction, MessagesByProviderID, MessagesOfFile, MessagesUpTo, MessagesAfter, MessagesAfterSeq,
	ReadMarksOf, SavedFiltersOf, ListViewsOf, ListViewsShared, CannedRepliesOf, CannedRepliesShared, Labels, NoticesOf, NoticesUnread, NoticesUnreadAbout, NoticesAfter, UnhandledNewest, UploadsUnclaimed, UploadsAfter,
	RecordHeads, RecordsAfter, ContactsBehind,
}

// Sent is a list that a desktop is sent, at most so many of it; 0 = all. With Own
// the list's parameter is the person who looks.
type Sent struct {
	*Query
	Most int
	Own  bool
}

// SentFirst are the lists that a desktop is sent before any thread: settings, and
// what is the person's own.
var SentFirst = []Sent{
	{Query: Organizations}, {Query: Users}, {Query: Apps}, {Query: Wabas}, {Query: Numbers}, {Query: Inboxes}, {Query: Plans}, {Query: Templates},
	{Query: Reservations}, {Query: Checkups}, {Query: Profiles}, {Query: Labels}, {Query: ListViewsShared}, {Query: ListViewsOf, Own: true},
	{Query: CannedRepliesShared}, {Query: CannedRepliesOf, Own: true},
	{Query: ReadMarksOf, Own: true}, {Query: NoticesOf, Most: 500, Own: true}, {Query: SavedFiltersOf, Own: true}, {Query: UnhandledNewest, Most: 500},
}

// SentWithThread are the lists by thread that come with a thread, beside its
// interactions, its open offer and its messages.
var SentWithThread = []Sent{
	{Query: DecisionsOfThread, Most: 20},
	{Query: SpansOfThread, Most: 100},
}

func hasAlias(r Row, alias string) bool {
	c, ok := r.(*Contact)
	return ok && slices.Contains(c.Aliases, alias)
}
