package sandbox

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// debugToken tells what a token may do. The token in the header must be good;
// the one asked about need not be.
func (s *Sandbox) debugToken(c *call) (any, *apiError) {
	if c.method != http.MethodGet {
		return nil, errMethod()
	}
	asked := c.args.str("input_token")
	if asked == "" {
		return nil, graphErr(100, "The parameter input_token is required.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.grantOf(asked); g != nil {
		return map[string]any{"data": s.tokenFields(g)}, nil
	}
	if asked != s.cfg.Token {
		return map[string]any{"data": map[string]any{
			"is_valid": false, "scopes": []string{},
			"error": map[string]any{"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"},
		}}, nil
	}
	targets := make([]string, 0, len(s.w.Accounts))
	for _, a := range s.w.Accounts {
		targets = append(targets, a.ID)
	}
	scopes := []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	if s.broken(desk.CheckScopes) {
		scopes = scopes[:1]
	}
	granular := []map[string]any{}
	for _, sc := range scopes {
		granular = append(granular, map[string]any{"scope": sc, "target_ids": targets})
	}
	return map[string]any{"data": map[string]any{
		"app_id": s.cfg.AppID, "type": "SYSTEM_USER", "application": "Parley practice",
		"data_access_expires_at": 0, "expires_at": 0, "is_valid": true,
		"issued_at": s.now().Unix() - 86400, "scopes": scopes, "granular_scopes": granular,
		"user_id": "122100000000000001",
	}}, nil
}

// subscribedApps is the account's subscription. A POST without a body removes
// an override, as with Meta.
func (s *Sandbox) subscribedApps(c *call, a *account) (any, *apiError) {
	override := c.args.str("override_callback_uri")
	if c.method == http.MethodPost {
		if fail := s.checkOverride(c, c.args); fail != nil {
			return nil, fail
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch c.method {
	case http.MethodGet:
		data := []map[string]any{}
		if a.Subscribed && !s.broken(desk.CheckSubscribed) {
			app := map[string]any{"whatsapp_business_api_data": map[string]any{
				"id": s.cfg.AppID, "link": "https://www.facebook.com/games/?app_id=" + s.cfg.AppID, "name": "Parley practice",
			}}
			if a.Override != "" {
				app["override_callback_uri"] = a.Override
			}
			data = append(data, app)
		}
		return map[string]any{"data": data}, nil
	case http.MethodPost:
		a.Subscribed, a.SubscribedAt, a.Override = true, s.nowMs(), override
		s.scheduleFirst()
	case http.MethodDelete:
		a.Subscribed, a.Override = false, ""
	default:
		return nil, errMethod()
	}
	s.touch()
	return success, nil
}

func (s *Sandbox) accountEdge(c *call, a *account) (any, *apiError) {
	switch c.method + " " + c.edge {
	case "GET ":
		return pick(map[string]any{
			"id": a.ID, "name": a.Name, "timezone_id": "57", "currency": "EUR", "country": "DE",
			"message_template_namespace": "9f1c_practice", "account_review_status": "APPROVED",
			"business_verification_status": "verified", "ownership_type": "SELF_OWNED",
			"health_status": health("WABA", a.ID, "AVAILABLE"),
		}, c.args.str("fields"), "id,name,timezone_id,message_template_namespace", "WhatsAppBusinessAccount")
	case "GET phone_numbers":
		return s.listNumbers(c, a)
	case "POST phone_numbers":
		return s.addNumber(c, a)
	case "GET message_templates":
		return s.listTemplates(c, a)
	case "POST message_templates":
		return s.createTemplate(c, a)
	case "DELETE message_templates":
		return s.deleteTemplate(c, a)
	}
	return nil, errNode(c.node)
}

func health(kind, id, can string) map[string]any {
	return map[string]any{"can_send_message": can, "entities": []map[string]any{
		{"entity_type": kind, "id": id, "can_send_message": can},
	}}
}

// pick returns the asked fields of a node, or its usual ones; the id always.
func pick(all map[string]any, asked, usual, nodeType string) (map[string]any, *apiError) {
	if asked == "" {
		asked = usual
	}
	out := map[string]any{"id": all["id"]}
	for f := range strings.SplitSeq(asked, ",") {
		f, _, _ = strings.Cut(strings.TrimSpace(f), "{")
		if f == "" {
			continue
		}
		v, known := all[f]
		if !known {
			e := graphErr(100, "")
			e.message = "(#100) Tried accessing nonexisting field (" + f + ") on node type (" + nodeType + ")"
			return nil, e
		}
		if v != nil {
			out[f] = v
		}
	}
	return out, nil
}

// page cuts a list by the cursors of the call. A cursor is opaque: it carries
// the index of an element.
func page(c *call, base string, items []map[string]any) (map[string]any, *apiError) {
	from := 0
	limit := c.args.limit()
	if after := c.args.str("after"); after != "" {
		i, ok := cursorIndex(after)
		if !ok {
			return nil, graphErr(100, "The cursor is not valid.")
		}
		from = min(i+1, len(items))
	} else if before := c.args.str("before"); before != "" {
		i, ok := cursorIndex(before)
		if !ok {
			return nil, graphErr(100, "The cursor is not valid.")
		}
		from = max(0, min(i, len(items))-limit)
		limit = min(limit, i-from)
	}
	to := min(from+max(limit, 0), len(items))
	out := map[string]any{"data": items[from:to]}
	if to > from {
		paging := map[string]any{"cursors": map[string]any{"before": cursor(from), "after": cursor(to - 1)}}
		q := c.r.URL.Query()
		if to < len(items) {
			q.Set("after", cursor(to-1))
			q.Del("before")
			paging["next"] = base + c.r.URL.Path + "?" + q.Encode()
		}
		if from > 0 {
			q.Del("after")
			q.Set("before", cursor(from))
			paging["previous"] = base + c.r.URL.Path + "?" + q.Encode()
		}
		out["paging"] = paging
	}
	return out, nil
}

func cursor(i int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("QVFIU" + strconv.Itoa(i)))
}

func cursorIndex(c string) (int, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return 0, false
	}
	n, ok := strings.CutPrefix(string(raw), "QVFIU")
	i, err := strconv.Atoi(n)
	return i, ok && err == nil && i >= 0
}
