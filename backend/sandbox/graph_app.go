package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// allFields are the webhook fields to which the pretend app is subscribed at first.
var allFields = strings.Fields(`account_alerts account_review_update account_settings_update account_update
	business_capability_update business_username_update calls group_lifecycle_update group_participants_update
	group_settings_update group_status_update history message_echoes message_template_components_update
	message_template_quality_update message_template_status_update messages phone_number_name_update
	phone_number_quality_update security smb_app_state_sync smb_message_echoes template_category_update
	user_id_update user_preferences`)

// askedFor is what apps have subscribed to, by the app's id; one that is missing has all.
type askedFor struct {
	Fields map[string][]string `json:"fields,omitempty"`
}

// isAsApp says whether the request is one that Meta takes from an app alone.
func isAsApp(r *http.Request, appID string) bool {
	return strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/"+appID+"/subscriptions")
}

// authorizeApp takes the token that the app's id and secret make.
func (s *Sandbox) authorizeApp(token string) *apiError {
	id, secret, isApp := strings.Cut(token, "|")
	switch {
	case !isApp:
		return graphErr(15, "This method must be called with an app access_token.")
	case id != s.cfg.AppID:
		e := graphErr(101, "")
		e.message = "Error validating application. Cannot get application info due to a system error."
		return e
	case secret != s.secret():
		e := graphErr(190, "")
		e.message = "Invalid OAuth access token signature."
		return e
	}
	return nil
}

// subscribedTo are the fields of which the app gets webhooks. Callers hold mu.
func (s *Sandbox) subscribedTo() []string {
	fields, set := s.w.Fields[s.cfg.AppID]
	if !set {
		fields = allFields
	}
	if s.broken(desk.CheckFields) {
		return slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return f == "messages" })
	}
	return fields
}

// calledBack is the app's callback: set through the API, else typed into the dashboard.
// Callers hold mu.
func (s *Sandbox) calledBack() string {
	if u := s.w.Subs[s.cfg.AppID]; u != "" {
		return u
	}
	return s.targets.Meta
}

// appSubscriptions tells or sets the app's callback and fields; the callback is asked
// for the challenge first.
func (s *Sandbox) appSubscriptions(c *call) (any, *apiError) {
	switch c.method {
	case http.MethodGet:
		s.mu.Lock()
		defer s.mu.Unlock()
		data := []map[string]any{}
		u := s.calledBack()
		if s.broken(desk.CheckCallback) {
			u = elsewhere
		}
		if u != "" {
			fields := []map[string]any{}
			for _, f := range s.subscribedTo() {
				fields = append(fields, map[string]any{"name": f, "version": "v25.0"})
			}
			data = append(data, map[string]any{
				"object": "whatsapp_business_account", "callback_url": u, "active": true, "fields": fields,
			})
		}
		return map[string]any{"data": data}, nil
	case http.MethodPost:
		return s.subscribeApp(c)
	}
	return nil, errMethod()
}

func (s *Sandbox) subscribeApp(c *call) (any, *apiError) {
	if c.args.str("object") != "whatsapp_business_account" {
		return nil, graphErr(100, "The parameter object must be whatsapp_business_account.")
	}
	var fields []string
	for f := range strings.SplitSeq(c.args.str("fields"), ",") {
		if f = strings.TrimSpace(f); f == "" {
			continue
		}
		if !slices.Contains(allFields, f) {
			return nil, graphErr(100, "There is no field "+f+".")
		}
		fields = append(fields, f)
	}
	u := c.args.str("callback_url")
	if err := s.challenge(c.ctx, u, c.args.str("verify_token")); err != nil {
		return nil, graphErr(2200, "The callback could not be verified: "+err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w.Subs[s.cfg.AppID], s.verify = u, c.args.str("verify_token")
	if fields != nil {
		if s.w.Fields == nil {
			s.w.Fields = map[string][]string{}
		}
		s.w.Fields[s.cfg.AppID] = fields
	}
	s.hurry()
	s.touch()
	return success, nil
}
