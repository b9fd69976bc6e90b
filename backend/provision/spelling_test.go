package provision_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A number has one set-up, in whatever spelling it is typed, and is found at Meta in Meta's.
func TestBegin_knowsTheSpellingsOfOneNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	const today, metas = "+5511987654321", `{"data":[{"id":"7001","display_phone_number":"+55 11 8765-4321","verified_name":"Loja","code_verification_status":"NOT_VERIFIED","platform_type":"NOT_APPLICABLE"}]}`
	_, err := call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+55 11 8765-4321"})
	r.refused("the old form", err, desk.CodeInvalid, "badNumber")
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: today})
	if again := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+55 (11) 98765-4321"}); again.ID != st.ID {
		t.Error("two set-ups of one number")
	}
	r.graph.set(answers("GET /v23.0/"+waba+"/phone_numbers", metas))
	st, err = call[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: st.ID, WabaID: waba, DisplayName: "Loja"})
	if err != nil || st.PhoneID != "7001" {
		t.Errorf("connected %+v, %v", st, err)
	}
	list := must[wire.WabaNumbers](r, r.maria, wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: waba})
	if len(list.Numbers) != 1 || !list.Numbers[0].SetUp || list.Numbers[0].SetUpBy != "Maria" {
		t.Errorf("the account's numbers: %+v", list.Numbers)
	}
}
