package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestInbound_continuesTheInteractionAndTellsTheOwner(t *testing.T) {
	t.Parallel()
	w := talking(t)
	it := w.interaction()
	w.now += minute
	m := w.wrote("wamid.2", customer, w.now, `"type":"text","text":{"body":"and?"},"context":{"from":"15550783881","id":"wamid.1"}`)
	if m.InteractionID != it.ID || m.ReplyTo == "" || m.ReplyLost {
		t.Fatalf("message: %+v", m)
	}
	th := w.thread()
	if th.LastMessageID != m.ID || th.LastInboundID != m.ID || th.LastCustomerAt != w.now || w.notices("ana", desk.NoticeMessage) != 1 {
		t.Fatalf("thread: %+v", th)
	}
	w.wrote("wamid.3", customer, w.now, `"type":"text","text":{"body":"?"},"context":{"id":"wamid.unknown"}`)
	if w.notices("ana", desk.NoticeMessage) != 1 {
		t.Fatal("each message has a notice of its own")
	}
	w.ok("ana", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: string(th.ID), UpToSeq: w.thread().LastSeq})
	if w.notices("ana", desk.NoticeMessage) != 0 {
		t.Fatal("the notice stayed after reading")
	}
}

func TestInbound_eachInteractionKnowsItsFirstLine(t *testing.T) {
	t.Parallel()
	w := talking(t)
	first := w.thread().LastMessageID
	w.says("wamid.2", "hello?")
	if got := w.interaction().FirstLineID; got != first {
		t.Fatalf("first line %s, want %s", got, first)
	}
	w.ok("ana", wire.CmdClose.Name, w.ref())
	w.ok("ana", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
	if got := w.interaction().FirstLineID; got != "" {
		t.Fatalf("taken up again it has the line %s of another one", got)
	}
	m := w.says("wamid.3", "thanks for coming back")
	w.says("wamid.4", "it is about the bill")
	if got := w.interaction().FirstLineID; got != m.ID {
		t.Fatalf("first line %s, want %s", got, m.ID)
	}
}

func TestInbound_theSameMessageAgainChangesNothing(t *testing.T) {
	t.Parallel()
	w := talking(t)
	before := w.m.dump()
	w.says("wamid.1", "hello")
	after := strings.ReplaceAll(w.m.dump(), fmt.Sprintf(`,"heldIn":[%d]`, len(w.m.entries)), "") // an erasure has to find the copy
	if after != before {
		t.Fatalf("changed:\n%s", diff(before, after))
	}
}

func TestInbound_lateMessagesKeepMetasOrder(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.now += hour
	last := w.says("wamid.2", "later")
	early := w.wrote("wamid.0", customer, w.now-30*minute, `"type":"text","text":{"body":"earlier"}`)
	th := w.thread()
	if th.LastMessageID != last.ID || th.LastSeq != early.Seq || early.At >= last.At || th.LastCustomerAt != last.At {
		t.Fatalf("thread: %+v", th)
	}
}

func TestInbound_anAbsurdStampIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := talking(t)
	m := w.wrote("wamid.2", customer, w.now+400*24*hour, `"type":"text","text":{"body":"from the future"}`)
	if m.At != w.now || w.thread().LastCustomerAt != w.now {
		t.Fatalf("at %d", m.At)
	}
}

func TestInbound_reactionsComeAndGo(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.ok("ana", wire.CmdClose.Name, w.ref())
	seen := w.thread().LastCustomerAt
	react := func(id, emoji string) {
		w.now += 1000
		w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"reaction","reaction":{"message_id":"wamid.1","emoji":%q}`, emoji))
	}
	target := string(w.thread().LastMessageID)
	react("wamid.r1", "👍")
	react("wamid.r2", "🎉")
	if m := w.message(target); len(m.Reactions) != 1 || m.Reactions[0].Emoji != "🎉" || m.Reactions[0].From != desk.In {
		t.Fatalf("reactions: %+v", m.Reactions)
	}
	react("wamid.r3", "")
	if m := w.message(target); len(m.Reactions) != 1 || m.Reactions[0].Emoji != "" {
		t.Fatalf("reactions: %+v, want a note that the last was taken off", m.Reactions)
	}
	if w.thread().Open || w.thread().LastCustomerAt != seen {
		t.Fatal("a reaction opened the window or started an interaction")
	}
}

func TestInbound_editsAndRevokesOnlyOnesOwn(t *testing.T) {
	t.Parallel()
	w := talking(t)
	ours := w.send("ana", w.text("hi"))
	w.deliver(ours, "wamid.ours")
	w.wrote("wamid.e1", customer, w.now, `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"changed"}}}`)
	in := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.ProviderID == "wamid.1" })[0]
	if in.Text != "changed" || !in.Edited {
		t.Fatalf("edited: %+v", in)
	}
	w.wrote("wamid.e2", customer, w.now, `"type":"revoke","revoke":{"original_message_id":"wamid.1"}`)
	if in = w.message(string(in.ID)); !in.Revoked || in.Text == "" {
		t.Fatalf("revoked: %+v", in)
	}
	w.wrote("wamid.e3", customer, w.now, `"type":"revoke","revoke":{"original_message_id":"wamid.ours"}`)
	if m := w.message(ours); m.Revoked || len(w.unhandled()) != 1 {
		t.Fatal("the customer took back a message of ours")
	}
	w.wrote("wamid.e4", "19995550000", w.now, `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"stolen"}}}`)
	if m := w.message(string(in.ID)); m.Text == "stolen" {
		t.Fatal("somebody else changed the message")
	}
}

// What an ad shows is fetched like a file, beside the file of the message itself; a film's first
// picture stands for it, and an erased message keeps neither.
func TestInbound_pictureOfAnAdIsFetched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := func(id, shows string) *desk.Message {
		return w.wrote(id, customer, w.now, `"type":"image","image":{"id":"777","mime_type":"image/jpeg"},"referral":{"source_url":"https://fb.me/x","source_type":"ad",`+shows+`}`)
	}
	m := ad("wamid.p", `"media_type":"image","image_url":"https://ads.example/p.jpg"`)
	job := func(m *desk.Message) bool { _, ok := w.m.jobs["fetchAd/"+string(m.ID)]; return ok }
	pic := m.Ad.Picture
	if pic.State != desk.MediaPending || pic.RemoteID != "https://ads.example/p.jpg" || !job(m) {
		t.Fatalf("picture: %+v, job %t", pic, job(m))
	}
	if of, ok := desk.MessageOfAdPicture(pic.ID); !ok || of != m.ID || m.File(pic.ID) == nil || m.File(m.Media.ID) != m.Media || m.File("") != nil {
		t.Fatalf("the file %s belongs to %s", pic.ID, of)
	}
	other := desk.AdPictureOf(m.ID, "https://ads.example/other.jpg") // of a delivery that was filled in meanwhile
	w.must(desk.EntryMediaFetched, desk.MediaEntry{MessageID: m.ID, Media: desk.Media{ID: other, MIME: "image/gif"}})
	if p := w.message(string(m.ID)).Ad.Picture; p.State != desk.MediaPending || !job(m) || other == pic.ID {
		t.Fatalf("the picture of another address was taken for it: %+v, job %t", p, job(m))
	}
	w.must(desk.EntryMediaFetched, desk.MediaEntry{MessageID: m.ID, Media: desk.Media{ID: pic.ID, MIME: "image/png", Size: 9, Width: 2, Height: 3}})
	got := w.message(string(m.ID))
	if p := got.Ad.Picture; p.State != desk.MediaReady || p.Width != 2 || job(m) || got.Media.State != desk.MediaPending {
		t.Fatalf("picture %+v, job %t, file %+v", p, job(m), got.Media)
	}
	for name, c := range map[string]struct{ shows, want string }{
		"film":  {`"media_type":"video","video_url":"https://ads.example/f.mp4","thumbnail_url":"https://ads.example/t.jpg"`, "https://ads.example/t.jpg"},
		"none":  {`"media_type":"video","video_url":"https://ads.example/f.mp4"`, ""},
		"file":  {`"media_type":"image","image_url":"file:///etc/passwd"`, ""},
		"login": {`"media_type":"image","image_url":"https://me:secret@ads.example/x"`, ""},
		"long":  {`"media_type":"image","image_url":"https://ads.example/` + strings.Repeat("x", 2<<10) + `"`, ""},
	} {
		m := ad("wamid."+name, c.shows)
		got := ""
		if m.Ad.Picture != nil {
			got = m.Ad.Picture.RemoteID
		}
		if got != c.want || job(m) != (c.want != "") {
			t.Errorf("%s: fetches %q, job %t", name, got, job(m))
		}
	}
	signed := "https://ads.example/p.jpg?" + strings.Repeat("sig=abcdef&", 150)
	if m := ad("wamid.signed", `"media_type":"image","image_url":"`+signed+`"`); m.Ad.Picture == nil || m.Ad.Picture.RemoteID != signed || m.MoreSeq != 0 {
		t.Errorf("a long address: %+v, more at %d", m.Ad.Picture, m.MoreSeq)
	}
	old := w.wrote("wamid.old", customer, w.now-desk.AdLife-1000, `"type":"text","text":{"body":"hi"},"referral":{"source_url":"https://fb.me/x","source_type":"ad","media_type":"image","image_url":"https://ads.example/p.jpg"}`)
	if old.Ad == nil || old.Ad.Picture != nil || job(old) {
		t.Errorf("an ad of long ago is fetched: %+v", old.Ad)
	}
	m = ad("wamid.e", `"media_type":"image","image_url":"https://ads.example/p.jpg"`)
	w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: string(m.ID)})
	if got := w.message(string(m.ID)); got.Ad != nil || job(m) {
		t.Errorf("erased: %+v, job %t", got.Ad, job(m))
	}
	w.must(desk.EntryMediaFetched, desk.MediaEntry{MessageID: m.ID, Media: desk.Media{ID: desk.AdPictureOf(m.ID, "https://ads.example/p.jpg"), MIME: "image/png"}})
	if got := w.message(string(m.ID)); got.Ad != nil || got.Media != nil {
		t.Errorf("a picture that came late: %+v", got)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

func TestInbound_mediaIsFetched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.wrote("wamid.p", customer, w.now, `"type":"image","image":{"id":"777","mime_type":"image/jpeg","caption":"look"}`)
	if m.Kind != desk.KindImage || m.Text != "look" || m.Media.State != desk.MediaPending || m.Media.RemoteID != "777" {
		t.Fatalf("message: %+v", m.Media)
	}
	if j := w.m.jobs["fetchMedia/"+string(m.ID)]; j.DueAt != w.now {
		t.Fatalf("job: %+v", j)
	}
	other := desk.MediaEntry{MessageID: m.ID, Media: desk.Media{ID: "med_other", MIME: "image/png", Size: 1}}
	w.must(desk.EntryMediaFetched, other)
	if got := w.message(string(m.ID)).Media; got.State != desk.MediaPending || len(w.m.jobs) != 1 {
		t.Fatalf("another file was taken for it: %+v", got)
	}
	w.must(desk.EntryMediaFetched, desk.MediaEntry{MessageID: m.ID, Media: desk.Media{ID: m.Media.ID, MIME: "image/png", Size: 9, SHA256: "ab", Width: 2, Height: 3}})
	got := w.message(string(m.ID)).Media
	if got.State != desk.MediaReady || got.MIME != "image/png" || got.Size != 9 || got.Width != 2 || got.RemoteID != "777" || len(w.m.jobs) != 0 {
		t.Fatalf("media: %+v", got)
	}
	m = w.wrote("wamid.q", customer, w.now, `"type":"sticker","sticker":{"id":"778","mime_type":"image/webp"}`)
	w.must(desk.EntryMediaFailed, desk.MediaEntry{MessageID: m.ID, Media: desk.Media{Reason: "gone"}})
	if got := w.message(string(m.ID)).Media; got.State != desk.MediaFailed || got.Reason != "gone" {
		t.Fatalf("media: %+v", got)
	}
}

func TestContact_idsOfOnePersonComeTogether(t *testing.T) {
	t.Parallel()
	w := talking(t)
	contact := func() *desk.Contact {
		c, err := w.m.Contact(t.Context(), orgID, w.thread().ContactID)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	// With a user id beside the number.
	w.wrote("wamid.2", customer, w.now, `"from_user_id":"US.1","type":"text","text":{"body":"x"}`)
	// Without the number.
	w.hook(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + w.phoneID + `"},
		"contacts":[{"profile":{"name":"Sheena N","username":"shee"},"user_id":"US.1"}],
		"messages":[{"from_user_id":"US.1","id":"wamid.3","timestamp":"1790000000","type":"text","text":{"body":"y"}}]}}]}]}`)
	c := contact()
	if c.WaID != customer || c.UserID != "US.1" || c.Username != "shee" || c.ProfileName != "Sheena N" {
		t.Fatalf("contact: %+v", c)
	}
	// The number changes; who writes from the new one is the same person.
	w.wrote("wamid.4", customer, w.now, `"type":"system","system":{"type":"user_changed_number","body":"changed","wa_id":"16505559999"}`)
	w.wrote("wamid.5", "16505559999", w.now, `"type":"text","text":{"body":"z"}`)
	if c = contact(); c.WaID != "16505559999" || len(c.Aliases) != 3 {
		t.Fatalf("contact: %+v", c)
	}
	if n := len(every[desk.Message](w.m, desk.RowMessage, nil)); n != 5 {
		t.Fatalf("%d messages", n)
	}
}

func TestContact_joinedOnlyWhenTheProviderSaysSo(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.now += hour
	w.hook(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + w.phoneID + `"},
		"messages":[{"from_user_id":"US.1","id":"wamid.u","timestamp":"1789999000","type":"text","text":{"body":"who am I"}}]}}]}]}`)
	if n := len(every[desk.Contact](w.m, desk.RowContact, nil)); n != 2 {
		t.Fatalf("%d contacts", n)
	}
	threads := len(every[desk.Thread](w.m, desk.RowThread, nil))
	m := w.wrote("wamid.2", customer, w.now, `"from_user_id":"US.1","type":"text","text":{"body":"both"}`)
	if n := len(every[desk.Thread](w.m, desk.RowThread, nil)); n != threads {
		t.Fatal("joining made a thread")
	}
	holders := every(w.m, desk.RowContact, func(c *desk.Contact) bool { return len(c.Aliases) > 0 })
	th, _ := w.m.Thread(t.Context(), orgID, m.ThreadID)
	if len(holders) != 1 || len(holders[0].Aliases) != 2 || th.ContactID != holders[0].ID || th.LastCustomerAt != w.now {
		t.Fatalf("holders: %+v", holders)
	}
}

func TestUnmapped_waitsAndGoesToTheInboxOnceThereIsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.says("wamid.1", "anybody?")
	it := w.interaction()
	if it.InboxID != "" || it.State != desk.InteractionWaiting || w.notices("olga", desk.NoticeEscalation) != 0 {
		t.Fatalf("interaction: %+v", it)
	}
	w.refused("ana", wire.CmdTake.Name, w.ref(), "notYours")
	w.refused("ana", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(box.ID)}, "supervisors")
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(box.ID)})
	if n, _ := w.m.Number(t.Context(), orgID, "num1"); n.State != desk.NumberActive || w.offer().UserID == "" {
		t.Fatalf("number %s, offer %+v", n.State, w.offer())
	}
}

func TestUnhandled_itemsOfUnknownNumbersAndOtherAppsAreListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hook(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},
		"messages":[{"from":"1","id":"wamid.x","timestamp":"1790000000","type":"text","text":{"body":"x"}}]}}]}]}`)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app2", WabaID: "waba2", PhoneID: "222", Name: "Two"})
	w.hook(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"222"},
		"messages":[{"from":"1","id":"wamid.y","timestamp":"1790000000","type":"text","text":{"body":"x"}}]}}]}]}`)
	w.hook(`not json`)
	lines := w.unhandled()
	if len(lines) != 3 || len(every[desk.Message](w.m, desk.RowMessage, nil)) != 0 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, l := range lines {
		if l.Reason == "" || l.Provider != "meta" || l.Seq == 0 {
			t.Errorf("line: %+v", l)
		}
	}
}

// TestNews_ofWhatBelongsToAnotherApp_changesNothing guards the fold itself: the
// webhook refuses such news when it comes, but not what is replayed later.
func TestNews_ofWhatBelongsToAnotherApp_changesNothing(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"account":        `{"id":"waba2","changes":[{"field":"account_update","value":{"event":"ACCOUNT_DELETED"}}]}`,
		"number by name": `{"id":"waba1","changes":[{"field":"phone_number_name_update","value":{"display_phone_number":"+1 555 222 2222","decision":"APPROVED","requested_verified_name":"Mine now"}}]}`,
		"template":       `{"id":"waba2","changes":[{"field":"message_template_status_update","value":{"event":"REJECTED","message_template_id":901,"reason":"SCAM"}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.must(desk.EntryWabaPut, desk.Waba{ID: "waba2", AppID: "app2", Name: "Theirs"})
			w.must(desk.EntryNumberPut, desk.Number{
				ID: "num2", Provider: "meta", AppID: "app2", WabaID: "waba2", PhoneID: "222", Phone: "+15552222222", Name: "Two", VerifiedName: "Two",
			})
			w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba2", Templates: []desk.Template{{
				MetaID: "901", Name: "theirs", Language: "en", Category: "UTILITY", Status: "APPROVED", Body: "Hi.",
			}}})
			w.hook(`{"entry":[` + body + `]}`)
			a, _ := w.m.Waba(t.Context(), orgID, "waba2")
			n, _ := w.m.Number(t.Context(), orgID, "num2")
			tpl, _ := w.m.TemplateByMetaID(t.Context(), orgID, "waba2", "901")
			if a.Said != nil || n.VerifiedName != "Two" || tpl.Status != "APPROVED" {
				t.Errorf("account %+v, number %+v, template %+v", a, n, tpl)
			}
		})
	}
}

// early is a message to a number, as it comes before anybody here knows of it.
func (w *world) early(phoneID, id, text string) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba9","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":%q},
		"messages":[{"from":"4912345678","id":%q,"timestamp":"1790000000","type":"text","text":{"body":%q}}]}}]}]}`, phoneID, id, text))
}

func TestReplay_understandsWhatItNowCan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nine := desk.Number{ID: "num9", Provider: "meta", AppID: "app2", WabaID: "waba9", PhoneID: "999", Name: "Nine"}
	w.must(desk.EntryNumberPut, nine)
	w.early("999", "wamid.x", "early")
	line := w.unhandled()[0]
	ref := wire.UnhandledRef{UnhandledID: string(line.ID)}
	w.refused("ana", wire.CmdReplayUnhandled.Name, ref, "supervisors")
	w.ok("olga", wire.CmdReplayUnhandled.Name, ref)
	if l := w.unhandled(); len(l) != 1 || l[0].Replayed {
		t.Fatalf("still of another app: %+v", l)
	}
	nine.AppID = "app1"
	w.must(desk.EntryNumberPut, nine)
	w.ok("olga", wire.CmdReplayUnhandled.Name, ref)
	if l := w.unhandled(); len(l) != 1 || !l[0].Replayed || w.thread().NumberID != "num9" {
		t.Fatalf("after the number is the app's: %+v", l)
	}
	w.refused("olga", wire.CmdReplayUnhandled.Name, ref, "replayed")
	w.sameAgain()
}

// A number may be written to while it is set up: what came then is in its
// conversations once it is connected, in its order, and each message once.
func TestNumber_hasWhatCameBeforeItWasConnected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.early("999", "wamid.1", "is anybody there?")
	w.early("777", "wamid.other", "to another number")
	w.early("999", "wamid.2", "hello?")
	w.ok("olga", wire.CmdReplayUnhandled.Name, wire.UnhandledRef{UnhandledID: string(w.unhandled()[0].ID)}) // too early
	nine := desk.Number{ID: "num9", Provider: "meta", AppID: "app1", WabaID: "waba9", PhoneID: "999", Name: "Nine"}
	for range 2 { // connected again, nothing comes twice
		w.must(desk.EntryNumberPut, nine)
		var texts []string
		for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
			texts = append(texts, m.Text)
		}
		if w.thread().NumberID != "num9" || !slices.Equal(texts, []string{"is anybody there?", "hello?"}) {
			t.Fatalf("got %q", texts)
		}
	}
	for _, u := range w.unhandled() {
		e := w.m.entries[u.Seq-1]
		if u.Replayed == strings.Contains(string(e.Payload), "777") {
			t.Errorf("%s: replayed %v", e.Payload, u.Replayed)
		}
	}
	w.sameAgain()
}

func TestEcho_isShownAndOpensNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hook(`{"entry":[{"id":"waba1","changes":[{"field":"smb_message_echoes","value":{"metadata":{"phone_number_id":"` + w.phoneID + `"},
		"message_echoes":[{"from":"15550783881","to":"16505551234","id":"wamid.e","timestamp":"1790000000","type":"text","text":{"body":"from my phone"}}]}}]}]}`)
	m := every[desk.Message](w.m, desk.RowMessage, nil)
	if len(m) != 1 || m[0].Direction != desk.Out || !m[0].Echo || w.thread().Open || w.thread().LastCustomerAt != 0 {
		t.Fatalf("got %+v", m)
	}
}
