package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Guards a query that read a whole organization for each message, because its
// ORDER BY made another index look better: with few rows nobody notices.
func TestStatements_useTheirIndexes(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for name, c := range map[string]struct {
		query, plan string // plan = all of it, as SQLite words it
	}{
		"keys":         {in(sqlKeys, 8), "k USING PRIMARY KEY (org=? AND key=?)"},
		"keys between": {sqlKeysBetween, "entry_key USING PRIMARY KEY (org=? AND key>? AND key<?)"},
		"provider ids": {in(sqlProviderIDs, 8), "message USING INDEX message_by_provider (org=? AND provider_key=?)"},
		"expired":      {sqlCountExpired, "entry_key USING COVERING INDEX entry_key_expiring (expires_at>? AND expires_at<?)"},
		"entry":        {sqlEntry, "entry USING INTEGER PRIMARY KEY (rowid=?)"},
		"entries":      {sqlEntries, "entry USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		"feed":         {sqlFeed, "feed USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		"timers":       {sqlDueTimers, "timer USING INDEX timer_by_look (look_at<?)"},
		"postponed":    {sqlPostponed, "timer USING INDEX timer_by_look (look_at<?)"},
		"settle":       {sqlSettle, "timer USING INDEX timer_by_look (look_at<?)"},
		"next timer":   {sqlNextTimer, "timer USING COVERING INDEX timer_by_look"},
		"jobs":         {sqlDueJobs, "j USING INDEX job_by_due (kind=? AND due_at<?)"},
		"sends":        {sqlDueSends, "f USING COVERING INDEX job_by_thread (org=? AND kind=? AND thread_id=?)"},
		"absurd jobs":  {sqlAbsurdJobs, "j USING INDEX job_by_due (kind=? AND due_at>?)"},
		"absurd sends": {sqlAbsurdSends, "j USING INDEX job_by_due (kind=? AND due_at>?)"},
		"next job":     {sqlNextJob, "job USING COVERING INDEX job_by_due (kind=?)"},
		"holders":      {sqlNumberHolders, "number USING INDEX number_owner (provider=? AND phone_id=?)"},
		"count":        {statements[desk.ThreadsBefore].count, "thread USING COVERING INDEX thread_by_last (org=? AND (last_at,id)<(?,?))"},
		"of threads":   {in(statements[desk.InteractionsOfThread].many, 32), "interaction USING INDEX interaction_of_thread (org=? AND thread_id=?)"},
		"by ids":       {in(specOf[desk.RowMessage].selectMany, 32), "message USING INDEX sqlite_autoindex_message_1 (org=? AND id=?)"},
		"open counts":  {statements[desk.InteractionsOwned].tally, "interaction USING COVERING INDEX interaction_owned (org=?)"},
		"open in":      {sqlOpenIn, "interaction USING COVERING INDEX interaction_open_in (org=? AND inbox_id=?)"},
		"offer counts": {statements[desk.OffersOpenTo].tally, "offer USING COVERING INDEX offer_open_to (org=?)"},
		"threads":      {in(sqlThreadNumbers, 8), "thread_key USING COVERING INDEX sqlite_autoindex_thread_key_1 (org=? AND id=?)"},
		"texts at":     {sqlTexts + sqlTextAt, "m USING INDEX message_by_seq (org=? AND seq=?)"},
		"texts of":     {in(sqlTextsOf, 8), "m USING INDEX sqlite_autoindex_message_1 (org=? AND id=?)"},
		"texts":        {sqlTexts + sqlTextPage, "m USING INDEX message_by_seq (org=? AND seq>? AND seq<?)"},
	} {
		plan := explain(t, db, c.query)
		if !strings.Contains(plan, "SEARCH "+c.plan) || strings.Contains(plan, "SCAN ") {
			t.Errorf("%s: plan is\n%s\nwant %s", name, plan, c.plan)
		}
		if strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s is sorted by hand:\n%s", name, plan)
		}
	}
}

// The lists that desk declares, each with the index that must find it.
func TestLists_useTheirIndexes(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	plans := map[string]string{
		"TemplatesByMeta":        "template USING INDEX template_by_meta (org=? AND waba_id=? AND meta_id=?)",
		"ThreadsBetween":         "thread USING INDEX thread_of (org=? AND contact_id=? AND number_id=?)",
		"InteractionsOfThread":   "interaction USING INDEX interaction_of_thread (org=? AND thread_id=?)",
		"InteractionsWaiting":    "interaction USING INDEX interaction_waiting (org=? AND inbox_id=?)",
		"InteractionsOwned":      "interaction USING INDEX interaction_owned (org=? AND owner=?)",
		"InteractionsUnended":    "interaction USING INDEX interaction_unended (org=? AND inbox_id=?)",
		"InteractionsAllUnended": "interaction USING INDEX interaction_unended (org=? AND inbox_id>?)",
		"OffersOpenOf":           "offer USING INDEX offer_open_of (org=? AND interaction_id=?)",
		"OffersOpenTo":           "offer USING INDEX offer_open_to (org=? AND user_id=?)",
		"DecisionsOfThread":      "decision USING INDEX decision_of_thread (org=? AND thread_id=?)",
		"MessagesByProviderID":   "message USING INDEX message_by_provider (org=? AND provider_key=?)",
		"MessagesOfFile":         "message USING INDEX message_by_media (org=? AND media_id=?)",
		"MessagesUpTo":           "message USING INDEX message_of_thread (thread=? AND at<?)",
		"MessagesAfterSeq":       "message USING INDEX message_by_seq (org=? AND seq>?)",
		"ReadMarksOf":            "read_mark USING INDEX read_mark_of (org=? AND user_id=?)",
		"ListViewsOf":            "list_view USING INDEX list_view_of (org=? AND user_id=?)",
		"CannedRepliesOf":        "canned_reply USING INDEX canned_reply_of (org=? AND user_id=?)",
		"CannedRepliesShared":    "canned_reply USING INDEX canned_reply_of (org=? AND user_id=?)",
		"ListViewsShared":        "list_view USING INDEX list_view_of (org=? AND user_id=?)",
		"Labels":                 "label USING PRIMARY KEY (org=?)",
		"SavedFiltersOf":         "saved_filter USING INDEX saved_filter_of (org=? AND user_id=?)",
		"NoticesOf":              "notice USING INDEX notice_of (org=? AND user_id=?)",
		"NoticesUnreadAbout":     "notice USING INDEX notice_unread_about (org=? AND user_id=? AND kind=? AND about=?)",
		"NoticesUnread":          "notice USING INDEX notice_unread (org=? AND user_id=?)",
		"UnhandledNewest":        "unhandled USING INDEX unhandled_by_seq (org=?)",
		"UploadsUnclaimed":       "upload USING INDEX upload_unclaimed (org=? AND user_id=? AND at>?)",
		"ThreadsBefore":          "thread USING INDEX thread_by_last (org=? AND (last_at,id)<(?,?))",
		"MessagesBefore":         "message USING INDEX message_of_thread (thread=? AND (at,seq)<(?,?))",
		"MessagesBeside":         "message USING INDEX message_of_thread (thread=? AND at=? AND seq=?)",
		"ContactsByAlias":        "contact_alias USING PRIMARY KEY (org=? AND alias=?)",
		"ThreadsHandled":         "handled USING PRIMARY KEY (org=? AND user_id=?)",
		"MessagesAfter":          "message USING INDEX message_of_thread (thread=? AND at>?)",
		"NoticesAfter":           "notice USING INDEX notice_of (org=? AND user_id=? AND at>?)",
		"ThreadsAfter":           "thread USING INDEX thread_by_last (org=? AND last_at>?)",
		"InteractionsEndedAfter": "interaction USING INDEX interaction_ended (org=? AND ended_at>?)",
		"SpansOfThread":          "span USING INDEX span_of_thread (org=? AND thread_id=?)",
		"SpansOfInteraction":     "span USING INDEX span_of_interaction (org=? AND interaction_id=?)",
		"Organizations":          "organization USING PRIMARY KEY (org=?)",
		"Users":                  "user_account USING PRIMARY KEY (org=?)",
		"Apps":                   "app USING PRIMARY KEY (org=?)",
		"Wabas":                  "waba USING PRIMARY KEY (org=?)",
		"Numbers":                "number USING PRIMARY KEY (org=?)",
		"Inboxes":                "inbox USING PRIMARY KEY (org=?)",
		"Plans":                  "plan USING PRIMARY KEY (org=?)",
		"Reservations":           "reservation USING PRIMARY KEY (org=?)",
		"Checkups":               "checkup USING PRIMARY KEY (org=?)",
		"RecordHeads":            "record_head USING PRIMARY KEY (org=?)",
		"RecordsAfter":           "record USING INDEX record_in_order (org=? AND n>?)",
		"ContactsBehind":         "contact USING PRIMARY KEY (org=? AND id>?)",
		"Profiles":               "profile USING PRIMARY KEY (org=?)",
		"Templates":              "template USING INDEX sqlite_autoindex_template_1 (org=?)",
		"NumbersByPhone":         "number USING PRIMARY KEY (org=?)", // resident: there are few
		"UploadsAfter":           "upload USING PRIMARY KEY (org=?)",
	}
	for _, q := range desk.Queries {
		for _, text := range []string{statements[q].all, statements[q].first} {
			plan := explain(t, db, text)
			want, ok := plans[q.Name]
			if !ok || !strings.Contains(plan, "SEARCH "+want) || strings.Contains(plan, "SCAN ") {
				t.Errorf("%s: plan of %s is\n%s\nwant %s", q.Name, text, plan, want)
			}
			// Of those that an index does not sort there are few.
			plan = strings.ReplaceAll(plan, "TEMP B-TREE FOR LAST TERM", "the id, for those of one stamp and sequence")
			byHand := q.Few || q == desk.MessagesBeside || q == desk.InteractionsAllUnended || q == desk.ContactsByAlias || strings.HasSuffix(q.Name, "After")
			if strings.Contains(plan, "TEMP B-TREE") && !byHand {
				t.Errorf("%s is sorted by hand:\n%s", q.Name, plan)
			}
		}
	}
}

func explain(t *testing.T, db *DB, query string) string {
	t.Helper()
	params := 0
	for strings.Contains(query, placeholder(params+1)) {
		params++
	}
	query = SQLite.Statement(query)
	rows, err := db.readers[desk.WorkIntake].db.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+query, make([]any, params)...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var line string
		if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}
