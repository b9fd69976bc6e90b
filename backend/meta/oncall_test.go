package meta_test

import (
	"net/http"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
)

// Every call is told of, of an account's token and of an app's secret, which is named as
// what was refused.
func TestOnCall_tellsOfEveryCall(t *testing.T) {
	t.Parallel()
	good, _ := answering(t, `{"id":"1","name":"Shop"}`)
	told, worst := 0, error(nil)
	good.OnCall(func(err error) { told, worst = told+1, err })
	if _, err := good.GetAccount(t.Context(), "1"); err != nil || told != 1 || worst != nil {
		t.Errorf("%v; told %d times, %v", err, told, worst)
	}
	bad := refusedWith(t, http.StatusBadRequest, `{"error":{"message":"Error validating client secret.","code":1}}`)
	app := meta.App{Client: bad, ID: "2"}
	app.OnCall(func(err error) { worst = err })
	_, _ = app.Subscription(t.Context())
	if f, ok := channel.FailureOf(worst); !ok || f.Reason != channel.ReasonWrongSecret {
		t.Errorf("of a bad secret: %v", worst)
	}
}

var _ channel.Watchable = meta.App{}
