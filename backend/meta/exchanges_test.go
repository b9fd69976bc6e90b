package meta_test

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// exchange is one endpoint's conversation: what we do, what Meta answers and
// what comes of it.
type exchange struct {
	name     string
	template string // the path in Meta's file; "" = not in the file
	answer   string
	call     func(ctx context.Context, c *meta.Client) (any, error)
	request  string // method, path and query, and the body
	want     any
}

func text(s string) *string { return &s }

// What several exchanges share.
const (
	messages = "/{Version}/{Phone-Number-ID}/messages"
	taken    = `{"messaging_product":"whatsapp","contacts":[{"input":"+4915550100200","wa_id":"4915550100200"}],"messages":[{"id":"wamid.NEW="}]}`
	done     = `{"success":true}`
	post     = "POST /v23.0/" + phoneID + "/messages "
	head     = `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+4915550100200",`
	customer = desk.PhoneNumber("4915550100200")

	numberFields = "id%2Cdisplay_phone_number%2Cverified_name%2Cname_status%2Cstatus%2Cquality_rating%2Ccode_verification_status%2Cplatform_type%2Cthroughput%2Cwhatsapp_business_manager_messaging_limit%2Caccount_mode%2Cis_pin_enabled%2Cis_on_biz_app%2Cis_official_business_account%2Cwebhook_configuration"
)

var sent = channel.Sent{MessageID: "wamid.NEW=", WaID: "4915550100200"}

func send(m channel.Outgoing) func(context.Context, *meta.Client) (any, error) {
	return func(ctx context.Context, c *meta.Client) (any, error) { return c.Send(ctx, phoneID, m) }
}

func ok(call func(context.Context, *meta.Client) error) func(context.Context, *meta.Client) (any, error) {
	return func(ctx context.Context, c *meta.Client) (any, error) { return nil, call(ctx, c) }
}

func exchanges() []exchange {
	return slices.Concat(accountExchanges(), numberExchanges(), contentExchanges(), fileExchanges(), templateExchanges())
}

func accountExchanges() []exchange {
	return []exchange{
		{
			"debug token", "", `{"data":{"app_id":"5","type":"SYSTEM_USER","application":"Parley","expires_at":0,"is_valid":true,"issued_at":1764000000,"scopes":["whatsapp_business_messaging"],"granular_scopes":[{"scope":"whatsapp_business_management","target_ids":["7"]}],"user_id":9}}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.DebugToken(ctx, "EAAother") },
			"GET /v23.0/debug_token?input_token=EAAother ",
			channel.TokenInfo{Valid: true, AppID: "5", AppName: "Parley", Type: "SYSTEM_USER", Scopes: []string{"whatsapp_business_messaging"}, WABAs: []string{"7"}, Limited: true, UserID: "9", IssuedAt: 1764000000000},
		},
		{
			"get account", "/{Version}/{WABA-ID}", `{"id":"700100200300400","name":"Lamp House","currency":"EUR","timezone_id":"42","country":"DE"}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.GetAccount(ctx, wabaID) },
			"GET /v23.0/" + wabaID + "?fields=id%2Cname%2Ccurrency%2Ctimezone_id%2Ccountry%2Caccount_review_status%2Cbusiness_verification_status ",
			channel.Account{ID: wabaID, Name: "Lamp House", Currency: "EUR", TimezoneID: "42", Country: "DE"},
		},
		{
			"subscribe app", "/{Version}/{WABA-ID}/subscribed_apps", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.SubscribeApp(ctx, wabaID) }),
			"POST /v23.0/" + wabaID + "/subscribed_apps ", nil,
		},
		{
			"list subscribed apps", "/{Version}/{WABA-ID}/subscribed_apps", `{"data":[{"whatsapp_business_api_data":{"id":"5","link":"https://x.example","name":"Parley"},"override_callback_uri":"https://y.example"}]}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.ListSubscribedApps(ctx, wabaID) },
			"GET /v23.0/" + wabaID + "/subscribed_apps ",
			[]channel.SubscribedApp{{ID: "5", Name: "Parley", Override: "https://y.example"}},
		},
		{
			"app subscriptions", "", `{"data":[{"object":"page","callback_url":"https://other.example","active":true,"fields":[]},{"object":"whatsapp_business_account","callback_url":"https://x.example/hook","active":true,"fields":[{"name":"messages","version":"v25.0"},{"name":"calls"}]}]}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return meta.App{Client: c, ID: "5005"}.Subscription(ctx)
			},
			"GET /v23.0/5005/subscriptions ",
			channel.Subscription{Address: "https://x.example/hook", Fields: []string{"messages", "calls"}},
		},
		{
			"get standing", "/{Version}/{WABA-ID}", `{"id":"700100200300400","name":"Lamp House","account_review_status":"APPROVED","business_verification_status":"VERIFIED","health_status":{"can_send_message":"AVAILABLE","entities":[]}}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.Standing(ctx, wabaID) },
			"GET /v23.0/" + wabaID + "?fields=id%2Caccount_review_status%2Cbusiness_verification_status%2Chealth_status ",
			channel.AccountStanding{Review: channel.StandingApproved, Verification: channel.StandingApproved},
		},
		{
			"get profile", "/{Version}/{Phone-Number-ID}/whatsapp_business_profile", `{"data":[{"messaging_product":"whatsapp","about":"Lamps","websites":["https://x.example"],"vertical":"RETAIL"}]}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.GetProfile(ctx, phoneID) },
			"GET /v23.0/" + phoneID + "/whatsapp_business_profile?fields=about%2Caddress%2Cdescription%2Cemail%2Cprofile_picture_url%2Cwebsites%2Cvertical ",
			channel.Profile{About: "Lamps", Websites: []string{"https://x.example"}, Vertical: "RETAIL"},
		},
		{
			"update profile", "/{Version}/{Phone-Number-ID}/whatsapp_business_profile", done,
			ok(func(ctx context.Context, c *meta.Client) error {
				return c.UpdateProfile(ctx, phoneID, channel.ProfileUpdate{About: text("Lamps & more"), Description: text(strings.Repeat("d", 512)), Vertical: text("RETAIL"), Websites: &[]string{"https://x.example"}})
			}),
			"POST /v23.0/" + phoneID + `/whatsapp_business_profile {"messaging_product":"whatsapp","about":"Lamps & more","description":"` + strings.Repeat("d", 512) + `","websites":["https://x.example"],"vertical":"RETAIL"}`, nil,
		},
	}
}

func numberExchanges() []exchange {
	return []exchange{
		{
			"get number", "/{Version}/{Phone-Number-ID}", `{"id":"810020030040050","display_phone_number":"+49 30 55500110","verified_name":"Lamp House","name_status":"APPROVED","status":"CONNECTED","quality_rating":"NA","code_verification_status":"UNVERIFIED","throughput":{"level":"STANDARD"},"is_pin_enabled":true}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.GetPhoneNumber(ctx, phoneID) },
			"GET /v23.0/" + phoneID + "?fields=" + numberFields + " ",
			channel.Number{ID: phoneID, DisplayPhone: "+49 30 55500110", VerifiedName: "Lamp House", NameStatus: "APPROVED", Review: desk.ReviewApproved, Status: "CONNECTED", Quality: "UNKNOWN", Throughput: "STANDARD", PINEnabled: true, PINKnown: true},
		},
		{
			"list numbers", "/{Version}/{WABA-ID}/phone_numbers", `{"data":[{"id":"810020030040050","display_phone_number":"+49 30 55500110","verified_name":"Lamp House","status":"CONNECTED","code_verification_status":"VERIFIED"}],"paging":{"cursors":{"before":"a","after":"b"}}}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.ListPhoneNumbers(ctx, wabaID) },
			"GET /v23.0/" + wabaID + "/phone_numbers?fields=" + numberFields + "&limit=100 ",
			[]channel.Number{{ID: phoneID, DisplayPhone: "+49 30 55500110", VerifiedName: "Lamp House", Status: "CONNECTED", Quality: "UNKNOWN", Verified: true}},
		},
		{
			"certificates", "/{Version}/{Phone-Number-ID}", `{"id":"810020030040050","certificate":"QUJD","new_certificate":null}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.Certificates(ctx, phoneID) },
			"GET /v23.0/" + phoneID + "?fields=certificate%2Cnew_certificate ", []string{"QUJD"},
		},
		{
			"add number", "/{Version}/{WABA-ID}/phone_numbers", `{"id":"810020030040051"}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return c.AddPhoneNumber(ctx, wabaID, channel.NewNumber{CountryCode: "49", National: "3055500111", Name: "Lamp House"})
			},
			"POST /v23.0/" + wabaID + `/phone_numbers {"cc":"49","phone_number":"3055500111","verified_name":"Lamp House"}`,
			"810020030040051",
		},
		{
			"number that moves", "/{Version}/{WABA-ID}/phone_numbers", `{"id":"810020030040052"}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return c.AddPhoneNumber(ctx, wabaID, channel.NewNumber{CountryCode: "49", National: "3055500111", Name: "Lamp House", Moves: true})
			},
			"POST /v23.0/" + wabaID + `/phone_numbers {"cc":"49","migrate_phone_number":true,"phone_number":"3055500111","verified_name":"Lamp House"}`,
			"810020030040052",
		},
		{
			"request code", "/{Version}/{Phone-Number-ID}/request_code", done,
			ok(func(ctx context.Context, c *meta.Client) error {
				return c.RequestCode(ctx, phoneID, channel.CodeBySMS, "en_US")
			}),
			"POST /v23.0/" + phoneID + `/request_code {"code_method":"SMS","language":"en_US"}`, nil,
		},
		{
			"verify code", "/{Version}/{Phone-Number-ID}/verify_code", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.VerifyCode(ctx, phoneID, "012-345") }),
			"POST /v23.0/" + phoneID + `/verify_code {"code":"012345"}`, nil,
		},
		{
			"ask phone for names", "", `{"messaging_product":"whatsapp","request_id":"77"}`,
			ok(func(ctx context.Context, c *meta.Client) error {
				return c.SyncPhone(ctx, phoneID, desk.SyncContacts)
			}),
			"POST /v23.0/" + phoneID + `/smb_app_data {"messaging_product":"whatsapp","sync_type":"smb_app_state_sync"}`, nil,
		},
		{
			"ask phone for history", "", `{"messaging_product":"whatsapp","request_id":"78"}`,
			ok(func(ctx context.Context, c *meta.Client) error {
				return c.SyncPhone(ctx, phoneID, desk.SyncHistory)
			}),
			"POST /v23.0/" + phoneID + `/smb_app_data {"messaging_product":"whatsapp","sync_type":"history"}`, nil,
		},
		{
			"fetch granted", "", `{"access_token":"EAAgranted"}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return c.FetchGranted(ctx, channel.HostedGrant{App: "5005", Secret: "hush", System: "EAAsystem", Business: "506914307656634"})
			},
			"POST /v23.0/506914307656634/system_user_access_tokens appsecret_proof=d318ab5c807f6b5464338de3e3e9bca4fbdc2d484ec0d4e613046ca07a62f867&fetch_only=true", desk.Secret("EAAgranted"),
		},
		{
			"set pin", "/{Version}/{Phone-Number-ID}", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.SetPIN(ctx, phoneID, "112233") }),
			"POST /v23.0/" + phoneID + ` {"pin":"112233"}`, nil,
		},
		{
			"set identity check", "/{Version}/{Phone-Number-ID}/settings", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.SetIdentityCheck(ctx, phoneID, true) }),
			"POST /v23.0/" + phoneID + `/settings {"user_identity_change":{"enable_identity_key_check":true}}`, nil,
		},
		{
			"clear redirect", "", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.ClearRedirect(ctx, phoneID) }),
			"POST /v23.0/" + phoneID + ` {"webhook_configuration":{"override_callback_uri":""}}`, nil,
		},
		{
			"subscribe to webhooks", "", done,
			ok(func(ctx context.Context, c *meta.Client) error {
				return meta.App{Client: c, ID: "5005"}.Subscribe(ctx, channel.Subscription{Address: "https://r.example/w", Fields: []string{"messages", "calls"}}, "hush")
			}),
			`POST /v23.0/5005/subscriptions {"callback_url":"https://r.example/w","fields":"messages,calls","object":"whatsapp_business_account","verify_token":"hush"}`, nil,
		},
		{
			"register", "/{Version}/{Phone-Number-ID}/register", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.Register(ctx, phoneID, "112233") }),
			"POST /v23.0/" + phoneID + `/register {"messaging_product":"whatsapp","pin":"112233"}`, nil,
		},
	}
}

func contentExchanges() []exchange {
	return []exchange{
		{
			"send text", messages, taken,
			send(channel.Outgoing{To: "+4915550100200", CallbackData: "msg-1", ReplyTo: "wamid.IN=", Text: &channel.OutText{Body: "Hello <b> & you", Preview: true}}),
			post + head + `"type":"text","context":{"message_id":"wamid.IN="},"biz_opaque_callback_data":"msg-1","text":{"body":"Hello <b> & you","preview_url":true}}`, sent,
		},
		{
			"send to user id", messages, `{"contacts":[{"input":"DE.77001","user_id":"DE.77001"}],"messages":[{"id":"wamid.NEW=","message_status":"held_for_quality_assessment"}]}`,
			send(channel.Outgoing{UserID: "DE.77001", IdentityHash: "h=", Text: &channel.OutText{Body: "Hi"}}),
			post + `{"messaging_product":"whatsapp","recipient_type":"individual","recipient":"DE.77001","type":"text","recipient_identity_key_hash":"h=","text":{"body":"Hi"}}`,
			channel.Sent{MessageID: "wamid.NEW=", UserID: "DE.77001", Status: "held_for_quality_assessment"},
		},
		{
			"send location", messages, taken, send(channel.Outgoing{To: customer, Location: &channel.Location{Latitude: 52.52, Longitude: -13.405, Name: "Shop", Address: "Lindenweg 1"}}),
			post + head + `"type":"location","location":{"latitude":"52.52","longitude":"-13.405","name":"Shop","address":"Lindenweg 1"}}`, sent,
		},
		{
			"send contact card", messages, taken, send(channel.Outgoing{To: customer, Card: &channel.Card{
				Name: "Ana Maria Bell", Company: "Lamps", Title: "Repairs", Emails: []string{"ana@example.org"},
				Phones: []channel.CardPhone{{Phone: "+4930901820", Type: "work"}, {Phone: "+4915550100300", Type: "other", WaID: "4915550100300"}},
			}}),
			post + head + `"type":"contacts","contacts":[{"name":{"formatted_name":"Ana Maria Bell","first_name":"Ana","last_name":"Maria Bell"},"phones":[{"phone":"+4930901820","type":"WORK"},{"phone":"+4915550100300","wa_id":"4915550100300"}],"emails":[{"email":"ana@example.org","type":"WORK"}],"org":{"company":"Lamps","title":"Repairs"}}]}`, sent,
		},
		{
			"send buttons", messages, taken, send(channel.Outgoing{To: customer, Choices: &channel.OutChoices{
				Header: "Pick-up", Body: "When?", Footer: "You can change it", Sections: []channel.OutSection{{Rows: []channel.OutChoice{{ID: "m:1", Title: "Today"}, {ID: "m:2", Title: "Tomorrow"}}}},
			}}),
			post + head + `"type":"interactive","interactive":{"type":"button","header":{"type":"text","text":"Pick-up"},"body":{"text":"When?"},"footer":{"text":"You can change it"},"action":{"buttons":[{"type":"reply","reply":{"id":"m:1","title":"Today"}},{"type":"reply","reply":{"id":"m:2","title":"Tomorrow"}}]}}}`, sent,
		},
		{
			"send list", messages, taken, send(channel.Outgoing{To: customer, Choices: &channel.OutChoices{
				Body: "Which shop?", Open: "Shops", Sections: []channel.OutSection{
					{Title: "North", Rows: []channel.OutChoice{{ID: "m:1", Title: "Pankow", About: "open till 8"}}}, {Title: "South", Rows: []channel.OutChoice{{ID: "m:2", Title: "Rixdorf"}}},
				},
			}}),
			post + head + `"type":"interactive","interactive":{"type":"list","body":{"text":"Which shop?"},"action":{"button":"Shops","sections":[{"title":"North","rows":[{"id":"m:1","title":"Pankow","description":"open till 8"}]},{"title":"South","rows":[{"id":"m:2","title":"Rixdorf"}]}]}}}`, sent,
		},
		{
			"send reaction", messages, taken, send(channel.Outgoing{To: customer, Reaction: &channel.Reaction{MessageID: "wamid.IN=", Emoji: "🎉"}}),
			post + head + `"type":"reaction","reaction":{"message_id":"wamid.IN=","emoji":"🎉"}}`, sent,
		},
		{
			"take reaction off", messages, taken, send(channel.Outgoing{To: customer, Reaction: &channel.Reaction{MessageID: "wamid.IN="}}),
			post + head + `"type":"reaction","reaction":{"message_id":"wamid.IN=","emoji":""}}`, sent,
		},
		{
			"mark read", messages, done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.MarkRead(ctx, phoneID, "wamid.IN=", false) }),
			post + `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.IN="}`, nil,
		},
		{
			"mark read and typing", messages, done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.MarkRead(ctx, phoneID, "wamid.IN=", true) }),
			post + `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.IN=","typing_indicator":{"type":"text"}}`, nil,
		},
	}
}

func fileExchanges() []exchange {
	return []exchange{
		{
			"send image", messages, taken, send(channel.Outgoing{To: customer, File: &channel.OutFile{Type: "image", MediaID: "31", Caption: "see"}}),
			post + head + `"type":"image","image":{"id":"31","caption":"see"}}`, sent,
		},
		{
			"send video", messages, taken, send(channel.Outgoing{To: customer, File: &channel.OutFile{Type: "video", MediaID: "32", Caption: "see"}}),
			post + head + `"type":"video","video":{"id":"32","caption":"see"}}`, sent,
		},
		{
			"send voice note", messages, taken, send(channel.Outgoing{To: customer, File: &channel.OutFile{Type: "audio", MediaID: "33", Voice: true}}),
			post + head + `"type":"audio","audio":{"id":"33","voice":true}}`, sent,
		},
		{
			"send document", messages, taken, send(channel.Outgoing{To: customer, File: &channel.OutFile{Type: "document", MediaID: "34", FileName: "a b.pdf", Caption: "c"}}),
			post + head + `"type":"document","document":{"id":"34","caption":"c","filename":"a b.pdf"}}`, sent,
		},
		{
			"send sticker", messages, taken, send(channel.Outgoing{To: customer, File: &channel.OutFile{Type: "sticker", MediaID: "35"}}),
			post + head + `"type":"sticker","sticker":{"id":"35"}}`, sent,
		},
		{
			"get media", "/{Version}/{Media-ID}", `{"messaging_product":"whatsapp","url":"https://lookaside.fbsbx.com/x","mime_type":"image/jpeg","sha256":"ab","file_size":"12","id":"31"}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.GetMedia(ctx, "31", phoneID) },
			"GET /v23.0/31?phone_number_id=" + phoneID + " ",
			channel.MediaInfo{ID: "31", URL: "https://lookaside.fbsbx.com/x", MIME: "image/jpeg", SHA256: "ab", Size: 12},
		},
	}
}

// lampReady is a template with a part of each kind, and lampParts are what Meta is told.
var lampReady = desk.TemplateContent{
	Category: "UTILITY", Named: true, HeaderKind: "TEXT", HeaderText: "For {{name}}", HeaderSample: "Noor",
	Body: "Your {{thing}} is ready.", Samples: []string{"lamp"}, Footer: "Lamp House", Buttons: []desk.TemplateButton{
		{Kind: "QUICK_REPLY", Text: "Fine"},
		{Kind: "URL", Text: "See", URL: "https://x.example/{{1}}", Sample: "https://x.example/7"},
		{Kind: "PHONE_NUMBER", Text: "Call", Phone: "+4930"},
	},
}

const lampParts = `[{"type":"HEADER","format":"TEXT","text":"For {{name}}","example":{"header_text_named_params":[{"example":"Noor","param_name":"name"}]}},{"type":"BODY","text":"Your {{thing}} is ready.","example":{"body_text_named_params":[{"example":"lamp","param_name":"thing"}]}},{"type":"FOOTER","text":"Lamp House"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Fine"},{"type":"URL","text":"See","url":"https://x.example/{{1}}","example":["https://x.example/7"]},{"type":"PHONE_NUMBER","text":"Call","phone_number":"+4930"}]}]`

func templateExchanges() []exchange {
	return []exchange{
		{
			"list templates", "/{Version}/{WABA-ID}/message_templates", `{"data":[{"id":"1","name":"lamp_ready","status":"APPROVED","category":"UTILITY","language":"en_US","parameter_format":"NAMED","rejected_reason":"NONE","components":[{"type":"BODY","text":"Hi {{name}}"},{"type":"BUTTONS","buttons":[{"type":"URL","text":"See","url":"https://x.example/{{1}}"}]}]}]}`,
			func(ctx context.Context, c *meta.Client) (any, error) { return c.ListTemplates(ctx, wabaID) },
			"GET /v23.0/" + wabaID + "/message_templates?fields=id%2Cname%2Cstatus%2Ccategory%2Clanguage%2Ccomponents%2Cparameter_format%2Crejected_reason%2Cquality_score&limit=100 ",
			[]meta.Template{{ID: "1", Name: "lamp_ready", Language: "en_US", Status: "APPROVED", Category: "UTILITY", Named: true, Quality: "UNKNOWN", Components: []meta.TemplatePart{
				{Type: "BODY", Text: "Hi {{name}}"}, {Type: "BUTTONS", Buttons: []meta.TemplateButton{{Type: "URL", Text: "See", URL: "https://x.example/{{1}}"}}},
			}}},
		},
		{
			"create template", "/{Version}/{WABA-ID}/message_templates", `{"id":"2","status":"PENDING","category":"UTILITY"}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return c.CreateTemplate(ctx, wabaID, "lamp_ready", "en_US", lampReady)
			},
			"POST /v23.0/" + wabaID + `/message_templates {"category":"UTILITY","components":` + lampParts + `,"language":"en_US","name":"lamp_ready","parameter_format":"NAMED"}`,
			channel.MadeTemplate{ID: "2", Status: "PENDING", Category: "UTILITY"},
		},
		{
			"create template of a login code", "/{Version}/{WABA-ID}/message_templates", `{"id":"2","status":"PENDING","category":"AUTHENTICATION"}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return c.CreateTemplate(ctx, wabaID, "code", "en_US", desk.TemplateContent{Category: "AUTHENTICATION", Buttons: []desk.TemplateButton{{Kind: "OTP", Text: "Copy it"}}})
			},
			"POST /v23.0/" + wabaID + `/message_templates {"category":"AUTHENTICATION","components":[{"type":"BODY","add_security_recommendation":true},{"type":"BUTTONS","buttons":[{"type":"OTP","text":"Copy it","otp_type":"COPY_CODE"}]}],"language":"en_US","name":"code"}`,
			channel.MadeTemplate{ID: "2", Status: "PENDING", Category: "AUTHENTICATION"},
		},
		{
			"create template with a picture", "/{Version}/{WABA-ID}/message_templates", `{"id":"2","status":"APPROVED","category":"MARKETING"}`,
			func(ctx context.Context, c *meta.Client) (any, error) {
				return c.CreateTemplate(ctx, wabaID, "lamp_new", "en_US", desk.TemplateContent{Category: "UTILITY", HeaderKind: "IMAGE", HeaderHandle: "4::aW1h", Body: "It is new."})
			},
			"POST /v23.0/" + wabaID + `/message_templates {"category":"UTILITY","components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW1h"]}},{"type":"BODY","text":"It is new."}],"language":"en_US","name":"lamp_new","parameter_format":"POSITIONAL"}`,
			channel.MadeTemplate{ID: "2", Status: "APPROVED", Category: "MARKETING"},
		},
		{
			"delete template", "/{Version}/{WABA-ID}/message_templates", done,
			ok(func(ctx context.Context, c *meta.Client) error {
				return c.DeleteTemplate(ctx, wabaID, "lamp_ready", "2")
			}),
			"DELETE /v23.0/" + wabaID + "/message_templates?hsm_id=2&name=lamp_ready ", nil,
		},
		{
			"delete template in all languages", "/{Version}/{WABA-ID}/message_templates", done,
			ok(func(ctx context.Context, c *meta.Client) error {
				return c.DeleteTemplate(ctx, wabaID, "lamp_ready", "")
			}),
			"DELETE /v23.0/" + wabaID + "/message_templates?name=lamp_ready ", nil,
		},
		{
			"edit template", "/{Version}/{TEMPLATE_ID}", done,
			ok(func(ctx context.Context, c *meta.Client) error { return c.EditTemplate(ctx, "2", lampReady) }),
			`POST /v23.0/2 {"category":"UTILITY","components":` + lampParts + `}`, nil,
		},
		{
			"send template", messages, taken, send(channel.Outgoing{To: customer, Template: &channel.OutTemplate{Name: "lamp_ready", Language: "en_US", Header: &channel.OutHeader{File: &channel.OutFile{Type: "document", MediaID: "36", FileName: "i.pdf"}},
				Body: []channel.OutValue{{Name: "name", Value: "Noor"}, {Name: "2", Value: "Ida"}}, Buttons: []channel.OutButton{
					{Kind: channel.ButtonLink, Index: 0, Value: "7"},
					{Kind: channel.ButtonCode, Index: 1, Value: "LAMP"},
					{Kind: channel.ButtonReply, Index: 2, Value: "yes"},
				}}}),
			post + head + `"type":"template","template":{"name":"lamp_ready","language":{"code":"en_US"},"components":[` +
				`{"type":"header","parameters":[{"type":"document","document":{"id":"36","filename":"i.pdf"}}]},` +
				`{"type":"body","parameters":[{"type":"text","parameter_name":"name","text":"Noor"},{"type":"text","text":"Ida"}]},` +
				`{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"7"}]},` +
				`{"type":"button","sub_type":"copy_code","index":"1","parameters":[{"type":"coupon_code","coupon_code":"LAMP"}]},` +
				`{"type":"button","sub_type":"quick_reply","index":"2","parameters":[{"type":"payload","payload":"yes"}]}]}}`, sent,
		},
	}
}
