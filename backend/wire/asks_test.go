package wire_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// free are the string fields of bodies that name nothing which somebody could
// have or not have. A field that is not here must say with the tag "ask" what it
// is a question for.
var free = []string{
	"NumberPIN.PIN", "PutDraft.Text",
	"PutPlan.Name", "PutPlan.Branches.If.Kind", "PutPlan.Branches.If.Key", "PutPlan.Branches.If.Value", "TryPlan.Branches.If.Kind", "TryPlan.Branches.If.Key",
	"TryPlan.Branches.If.Value", "TryPlan.Phone", "SaveContact.Known.Language", "SaveContact.Known.Labels",
	"SaveContact.Edited.Name", "SaveContact.Edited.Language", "SaveContact.Edited.Join", "SaveContact.Edited.Leave",
	"PutInbox.Survey.Question", "PutInbox.Survey.Thanks", "PutInbox.Hours.Zone", "PutInbox.Hours.Holidays.Date", "PutInbox.Hours.Holidays.Name", "PutInbox.Hours.Outside", "PutInbox.Hours.Message",
	"Send.Content.Kind", "Send.Content.Text", "Send.Content.FileName", "Send.Content.MIME", "Send.Content.Emoji",
	"Send.Content.Card.Name", "Send.Content.Card.Company", "Send.Content.Card.Title", "Send.Content.Card.Phones.Phone", "Send.Content.Card.Phones.Kind", "Send.Content.Card.Emails",
	"Send.Content.Choices.Header", "Send.Content.Choices.Footer", "Send.Content.Choices.Open", "Send.Content.Choices.Sections.Title",
	"Send.Content.Choices.Sections.Rows.Title", "Send.Content.Choices.Sections.Rows.About",
	"Send.Content.Location.Name", "Send.Content.Location.Address", "Send.Content.Location.URL",
	"Send.Content.Template.HeaderText", "Send.Content.Template.FileName", "Send.Content.Template.MIME",
	"Send.Content.Template.Params", "Send.Content.Template.ButtonText", "Send.Content.Template.Buttons.Value", "StartThread.Template.Buttons.Value",
	"StartThread.Phone", "StartThread.Name", "StartThread.Template.HeaderText", "StartThread.Template.FileName",
	"StartThread.Template.MIME", "StartThread.Template.Params", "StartThread.Template.ButtonText",
	"Transfer.Note", "AddNote.Text", "EditNote.Text", "EndShift.Items.Do", "EndShift.Items.Note", "EndShift.Items.Draft", "AlertsTold.Items.Fault", "UndoShift.State", "UndoShift.Reason",
	"OfferRef.Reason", "OfferRef.Note", "SetPriority.Priority", "SetAwayReasons.Reasons", "SetAwayReasons.Was",
	"SetPresence.State", "SetPresence.Reason", "SaveContact.Name", "PutInbox.Name", "PutInbox.Mode", "PutInbox.Edited.Name", "PutInbox.Edited.Mode", "PutPlan.Edited.Name", "PutInbox.Channel", "RehearseAsk.Mode", "HolidaysAsk.Region",
	"RehearseAsk.Hours.Zone", "RehearseAsk.Hours.Holidays.Date", "RehearseAsk.Hours.Holidays.Name", "RehearseAsk.Hours.Outside", "RehearseAsk.Hours.Message",
	"StartThread.Text", "ProvingAnswer.Text", "SMSNumber.Carrier", "SMSNumber.Phone", "SMSAdd.Carrier", "SMSAdd.Phone", "SMSAdd.Name",
	"ImportOptIns.Rows.Phone", "ImportOptIns.Rows.Name", "ImportOptIns.Rows.OptIn.Method", "ImportOptIns.Rows.OptIn.Purposes",
	"ImportOptIns.Rows.OptIn.Proof", "SetOptInRule.Rule", "Send.OptIn.Method", "Send.OptIn.Purposes", "Send.OptIn.Proof",
	"StartThread.OptIn.Method", "StartThread.OptIn.Purposes", "StartThread.OptIn.Proof",
	"AddOptIn.OptIn.Method", "AddOptIn.OptIn.Purposes", "AddOptIn.OptIn.Proof",
	"UpdateNumber.Name", "UpdateNumber.Description", "UpdateNumber.ServiceName", "UpdateNumber.DataSource.Key", "UpdateNumber.DataSource.Value", "UpdateNumber.Edited.Name",
	"UpdateNumber.Edited.Description", "UpdateNumber.Edited.ServiceName",
	"DraftTemplate.Name", "DraftTemplate.Language", "DraftTemplate.Category", "DraftTemplate.HeaderText", "DraftTemplate.Body", "DraftTemplate.Footer",
	"DraftTemplate.Rename", "DraftTemplate.HeaderKind", "DraftTemplate.HeaderSample", "DraftTemplate.HeaderHandle", "DraftTemplate.HeaderFile", "DraftTemplate.Samples",
	"DraftTemplate.Buttons.Kind", "DraftTemplate.Buttons.Text", "DraftTemplate.Buttons.URL", "DraftTemplate.Buttons.Phone", "DraftTemplate.Buttons.Sample",
	"DraftTemplate.Fills.Name", "DraftTemplate.Fills.With", "TemplateSample.Kind", "TemplateSample.FileName",
	"Preferences.AfterClose", "UpdateUser.Name", "UpdateUser.Role", "UpdateUser.Edited.Name", "UpdateUser.Edited.Role", "SetLicences.Licences", "SetLicences.Changed", "SearchRequest.Query", "SearchRequest.Filter.Files",
	"TitleInteraction.Title", "PutLabel.Name", "PutLabel.Colour", "PutCannedReply.Shortcut", "PutCannedReply.Title", "PutCannedReply.Text", "PutCannedReply.Files.FileName", "PutCannedReply.Files.MIME", "ImportCanned.Rows.Shortcut", "ImportCanned.Rows.Title", "ImportCanned.Rows.Text", "PutListView.Name", "PutListView.Filter.List", "PutListView.Filter.Windows", "PutListView.Filter.Priorities",
	"PutSavedFilter.Name", "PutSavedFilter.Period", "PutSavedFilter.FirstDay", "PutSavedFilter.LastDay",
	"PutSavedFilter.Filter.Text", "PutSavedFilter.Filter.Services", "PutSavedFilter.Filter.Sources", "PutSavedFilter.Filter.Started",
	"PutSavedFilter.Filter.Dispositions", "PutSavedFilter.Filter.Before", "PutSavedFilter.Filter.Rules", "PutSavedFilter.Filter.EndReasons", "PutSavedFilter.Filter.Promised", "PutSavedFilter.Filter.Ratings",
	"PutSavedFilter.Filter.Channel", "PutSavedFilter.Filter.Zone", "PutSavedFilter.Filter.Fate",
	"RecordsAsk.Filter.Text", "RecordsAsk.Filter.Services", "RecordsAsk.Filter.Sources", "RecordsAsk.Filter.Started",
	"RecordsAsk.Filter.Dispositions", "RecordsAsk.Filter.Before", "RecordsAsk.Filter.Rules", "RecordsAsk.Filter.EndReasons", "RecordsAsk.Filter.Promised", "RecordsAsk.Filter.Ratings", "RecordsAsk.Filter.Channel", "RecordsAsk.Filter.Zone", "RecordsAsk.Filter.Fate",
	"ReportAsk.Filter.Text", "ReportAsk.Filter.Services", "ReportAsk.Filter.Sources", "ReportAsk.Filter.Started",
	"ReportAsk.Filter.Dispositions", "ReportAsk.Filter.Before", "ReportAsk.Filter.Rules", "ReportAsk.Filter.EndReasons", "ReportAsk.Filter.Promised", "ReportAsk.Filter.Ratings", "ReportAsk.Filter.Channel", "ReportAsk.Filter.Zone", "ReportAsk.Filter.Fate",
	"CustomersAsk.Text", "ContactsAsk.Text", "ContactsAsk.Sort", "ContactsAsk.Label",
	"NoteContact.Text", "ImportContacts.Rows.Phone", "ImportContacts.Rows.Name", "ImportContacts.Rows.Language", "ImportContacts.Rows.Labels", "PutAttribute.Name", "PutAttribute.Kind", "PutAttribute.Options",
	"CarrierLink.Provider", "CarrierLink.Account", "CarrierLink.APIKey", "CarrierLink.APISecret", "CarrierLink.SignatureSecret", "CarrierLink.SignatureMethod",
	"CheckNumber.Phone", "SignUpBegin.Way", "WebhooksSend.What", "CarrierRef.Provider", "AppPut.Provider", "AppPut.Name", "AppPut.Secret", "AppPut.HostedURL", "AppPut.SystemToken", "WabaVerify.Token", "NumberProve.Token", "SetupBegin.Phone",
	"SetupConnect.DisplayName", "SetupRequest.Method", "SetupVerify.Code", "SetupSave.Step", "SetupSave.Name", "SetupSave.Description",
	"SetupSave.ServiceName", "SetupSave.DataSource.Key", "SetupSave.DataSource.Value", "SetupSave.Profile.About", "SetupSave.Profile.Address",
	"SetupSave.Profile.Description", "SetupSave.Profile.Email", "SetupSave.Profile.Vertical", "SetupSave.Profile.Websites",
	"ProfilePut.Name", "ProfilePut.Profile.About", "ProfilePut.Profile.Address", "ProfilePut.Profile.Description", "ProfilePut.Profile.Email",
	"ProfilePut.Profile.Vertical", "ProfilePut.Profile.Websites", "ProfilePut.Picture",
	"SetupFinish.PIN", "SetupCreate.Phone", "SetupCreate.Name", "SetupCreate.Certificate", "SetupCreate.Method", "SetupCreate.PIN", "Invite.Name", "Invite.Email", "Invite.Role", "Invite.Without", "ImportPeople.Rows.Name", "ImportPeople.Rows.Email", "ImportPeople.Rows.Role", "ImportPeople.Rows.Licences.List", "Invite.Arranged.Presence", "Invite.Arranged.Reason", "ImportPeople.Rows.Presence", "ImportPeople.Rows.Reason", "ChangePassword.Old", "ChangePassword.New",
}

// Rule 2: a field that is added to a body says what it is a question for, or is
// declared to name nothing.
func TestRule2_everyFieldSaysWhatItAsksFor(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	var walk func(path string, typ reflect.Type, ask string)
	walk = func(path string, typ reflect.Type, ask string) {
		if ask == "-" && typ.Kind() == reflect.Struct {
			return // only compared: nothing in it is asked for
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(path, typ.Elem(), ask)
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				walk(path+"."+f.Name, f.Type, f.Tag.Get("ask"))
			}
		case reflect.String:
			met[path] = true
			known := ask == "-" || ask != "" && !strings.Contains(words.Of(wire.Ask(ask).Refusal()), "noun.")
			switch listed := slices.Contains(free, path); {
			case ask == "" && !listed:
				t.Errorf("%s: say with the tag \"ask\" what it asks for, or list it in free", path)
			case ask != "" && listed:
				t.Errorf("%s asks for %q and is listed in free", path, ask)
			case ask != "" && !known:
				t.Errorf("%s asks for %q, of which nothing is known", path, ask)
			}
		default:
		}
	}
	for _, m := range []map[string]wire.Declaration{wire.Commands, wire.Calls} {
		for _, r := range m {
			typ := reflect.TypeOf(r.Body)
			walk(typ.Name(), typ, "")
		}
	}
	for _, w := range free {
		if !met[w] {
			t.Errorf("%s is listed in free and is in no body", w)
		}
	}
}

// Rule 2: every command and call has a name of its own and says whom it is for.
func TestRule2_everyCommandAndCallIsDeclaredOnce(t *testing.T) {
	t.Parallel()
	for file, declared := range map[string]map[string]wire.Declaration{"commands.go": wire.Commands, "calls.go": wire.Calls} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		ast.Inspect(f, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if _, ok := spec.Values[0].(*ast.CallExpr); ok {
				n++
			}
			return true
		})
		if n != len(declared) {
			t.Errorf("%s declares %d, of which %d have a name of their own", file, n, len(declared))
		}
		for name, r := range declared {
			if r.Name != name || r.Body == nil || r.Answer == nil || r.Who != wire.Everybody && r.Who != wire.Supervisors {
				t.Errorf("%s is declared as %+v", name, r)
			}
		}
	}
}
