package meta_test

import (
	"reflect"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/meta/metaspec"
)

// theFile is Meta's OpenAPI file, read once for all tests; nil where it is not.
var theFile = sync.OnceValues(func() (*metaspec.Spec, error) {
	path, ok := metaspec.Find()
	if !ok {
		return nil, nil
	}
	return metaspec.Load(path)
})

// metasFile gives Meta's file, or nil where it is not: then nothing is held against it.
func metasFile(t *testing.T) *metaspec.Spec {
	t.Helper()
	spec, err := theFile()
	if err != nil {
		t.Fatal(err)
	}
	if spec == nil {
		t.Logf("not checked against Meta's file: no %s here", metaspec.FileName)
	}
	return spec
}

// heldAgainst names, of each method of the client, the conversations that hold its requests
// and answers against Meta's file, or where else they are and why not in the file.
var heldAgainst = map[string][]string{
	"AddPhoneNumber": {"add number", "number that moves"},
	"Certificates":   {"certificates"}, "ClearRedirect": {"clear redirect"}, "CreateTemplate": {"create template", "create template of a login code", "create template with a picture"},
	"DeleteTemplate": {"delete template", "delete template in all languages"},
	"DebugToken":     {"debug token"}, "EditTemplate": {"edit template"}, "FetchGranted": {"fetch granted"},
	"GetAccount": {"get account"}, "GetMedia": {"get media"}, "GetPhoneNumber": {"get number"}, "GetProfile": {"get profile"},
	"ListPhoneNumbers": {"list numbers"}, "ListSubscribedApps": {"list subscribed apps"}, "ListTemplates": {"list templates"},
	"MarkRead": {"mark read", "mark read and typing"}, "Register": {"register"}, "RequestCode": {"request code"},
	"Send":   {"send text", "send to user id", "send location", "send reaction", "take reaction off", "send image", "send video", "send voice note", "send document", "send sticker", "send template"},
	"SetPIN": {"set pin"}, "SetIdentityCheck": {"set identity check"}, "Standing": {"get standing"}, "SubscribeApp": {"subscribe app"},
	"SyncPhone": {"ask phone for names", "ask phone for history"}, "Templates": {"list templates"},
	"UpdateProfile": {"update profile"}, "VerifyCode": {"verify code"},
}

// heldElsewhere are the methods whose requests no table can hold, each with where they are.
var heldElsewhere = map[string]string{
	"AccountsOf":    "two requests, held against Meta's file: signup_test.go",
	"DownloadMedia": "a file from the address that Meta named: media_test.go; the file of Meta has no such request",
	"ExchangeCode":  "without a token: signup_test.go; it belongs to the whole Graph API",
	"OnCall":        "asks nothing",
	"UploadHandle":  "several requests: handle_test.go; Resumable Upload belongs to the whole Graph API",
	"UploadMedia":   "a form with a file, held against Meta's file: media_test.go",
}

// No request of the client is left out: whoever adds a method adds its conversation.
func TestClient_everyMethodIsHeldAgainstTheFile(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, x := range exchanges() {
		known[x.name] = true
	}
	client := reflect.TypeFor[*meta.Client]()
	for i := range client.NumMethod() {
		name := client.Method(i).Name
		where, elsewhere := heldElsewhere[name]
		if elsewhere == (heldAgainst[name] != nil) || elsewhere && len(where) < 10 {
			t.Errorf("%s is in none or both of the tables, or without a reason", name)
		}
		for _, x := range heldAgainst[name] {
			if !known[x] {
				t.Errorf("%s: there is no conversation %q", name, x)
			}
		}
	}
}
