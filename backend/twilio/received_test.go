package twilio_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/twilio"
)

// What the webhook of an SMS did not bring is found in the list of messages.
func TestReceivedSMS_listsWhatCame(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 11, 29, 9, 0, 0, 500e6, time.UTC)
	s := newServer(t).on("GET {account}/Messages.json", 200, `{"messages":[
		{"sid":"SM3","from":"WhatsApp","to":"+4930123456","body":"WhatsApp code 123-456","direction":"inbound","date_created":"Sun, 29 Nov 2026 09:00:07 +0000"},
		{"sid":"SM2","from":"+4915112345678","to":"+4930123456","body":"just then","direction":"inbound","date_created":"Sun, 29 Nov 2026 09:00:00 +0000"},
		{"sid":"SM1","from":"WhatsApp","to":"+4930123456","body":"an old code","direction":"inbound","date_created":"Sun, 29 Nov 2026 08:59:59 +0000"},
		{"sid":"SM0","from":"+4930123456","to":"+4915112345678","body":"ours","direction":"outbound-api","date_created":"Sun, 29 Nov 2026 09:01:00 +0000"},
		{"sid":"SMx","from":"whatsapp:+49","to":"whatsapp:+4930123456","body":"WhatsApp","direction":"inbound","date_created":"Sun, 29 Nov 2026 09:01:00 +0000"},
		{"sid":"SMy","from":"a","to":"+4930123456","body":"no time","direction":"inbound","date_created":null}]}`)
	got, err := s.client().ReceivedSMS(t.Context(), channel.CarrierNumber{E164: "+4930123456"}, since)
	if err != nil || len(got) != 2 || got[0].MessageID != "SM3" || got[1].MessageID != "SM2" {
		t.Fatalf("%v, %v", got, err)
	}
	if got[0].From != "WhatsApp" || got[0].To != "4930123456" || got[0].Timestamp != time.Date(2026, 11, 29, 9, 0, 7, 0, time.UTC).UnixMilli() || got[0].Text != "WhatsApp code 123-456" {
		t.Errorf("%#v", got[0])
	}
	if a := s.last(); !strings.Contains(a.query, "DateSent%3E=2026-11-29") || !strings.Contains(a.query, "To=%2B4930123456") {
		t.Errorf("asked %s", a.query)
	}
}

const listMessages = "GET {account}/Messages.json"

var rentedNumber = channel.CarrierNumber{E164: "+4930123456"}

func listed(sid, at string) string {
	return `{"sid":"` + sid + `","from":"+4915112345678","to":"+4930123456","body":"at ` + at + `","direction":"inbound","status":"received","date_created":"Sun, 29 Nov 2026 ` + at + ` +0000"}`
}

// A list is read to where it was asked for and no further, page by page, at Twilio's own
// address alone. What is still being received is left for later.
func TestReceivedSMS_pages(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	next := `,"next_page_uri":"/2010-04-01/Accounts/` + account + `/Messages.json?Page=1&PageToken=x"}`
	s := newServer(t).
		on(listMessages, 200, `{"messages":[`+strings.Replace(listed("SM9", "09:00:09"), `"received"`, `"receiving"`, 1)+`,`+listed("SM3", "09:00:03")+`]`+next).
		on(listMessages, 200, `{"messages":[`+listed("SM2", "09:00:02")+`,`+listed("SM1", "08:59:59")+`]`+next).
		on(listMessages, 200, `{"messages":[`+listed("SM0", "09:00:00")+`]}`)
	got, err := s.client().ReceivedSMS(t.Context(), rentedNumber, since)
	if err != nil || len(got) != 2 || got[0].MessageID != "SM3" || got[1].MessageID != "SM2" || s.count() != 2 || !strings.Contains(s.last().query, "PageToken=x") {
		t.Errorf("%v, %v after %d questions, %s", got, err, s.count(), s.last().query)
	}
	for _, elsewhere := range []string{"https://evil.example/x", "%zz", "/2010-04-01/Accounts/ACother/Messages.json?Page=1"} {
		s := newServer(t).on(listMessages, 200, `{"messages":[],"next_page_uri":"`+elsewhere+`"}`)
		if _, err := s.client().ReceivedSMS(t.Context(), rentedNumber, since); err == nil || s.count() != 1 {
			t.Errorf("%s is followed: %v", elsewhere, err)
		}
	}
	s = newServer(t).on(listMessages, 200, `{"messages":[]`+next)
	if _, err := s.client().ReceivedSMS(t.Context(), rentedNumber, since); err == nil || s.count() > 100 {
		t.Errorf("a list without an end is read %d times: %v", s.count(), err)
	}
}

// What is listed is the message that its webhook would have made, with its files, and at
// the time when it came; and it is that webhook too, for whom it is passed on to.
func TestReceivedSMS_isTheWebhook(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 9, 0, 7, 0, time.UTC)
	mms := strings.Replace(listed("MM00000000000000000000000000000001", "09:00:07"), `"direction"`, `"num_media":"2","num_segments":"3","api_version":"2010-04-01","direction"`, 1)
	files := `{"media_list":[{"sid":"ME00000000000000000000000000000001","content_type":"image/jpeg"},{"sid":"ME00000000000000000000000000000002","content_type":"video/mp4"}]}`
	list := "GET {account}/Messages/MM00000000000000000000000000000001/Media.json"
	for method, readsAs := range map[string]string{"": "POST", "POST": "POST", "GET": "GET"} {
		s := newServer(t).on(listMessages, 200, `{"messages":[`+mms+`]}`).on(list, 200, files)
		n := rentedNumber
		n.SMSMethod = method
		got, err := s.client().ReceivedSMS(t.Context(), n, at)
		if err != nil || len(got) != 1 || len(got[0].Raws) != 1 || got[0].Raws[0].Method != readsAs {
			t.Fatalf("%v, %v", got, err)
		}
		raw := got[0].Raws[0]
		d, err := twilio.SMSWebhooks{}.ReadSMS(channel.Request{
			Method: raw.Method, RawQuery: raw.Query, Body: raw.Body, Header: func(name string) string { return raw.Header[name] },
		})
		if err != nil || d.SMS.Key() != got[0].Key() || d.SMS.Text != got[0].Text || d.SMS.From != got[0].From || d.SMS.To != got[0].To || d.SMS.APIKey != account {
			t.Errorf("%s: as a webhook it is %+v, %v", method, d.SMS, err)
		}
		want, err := d.SMS.Items("x")
		if err != nil {
			t.Fatal(err)
		}
		items, err := got[0].Items("x")
		if err != nil || len(items) != 2 || len(want) != 2 {
			t.Fatalf("%d items and %d, %v", len(items), len(want), err)
		}
		for i, it := range items {
			m, err := it.Stored.Message()
			if err != nil || it.Key != want[i].Key || it.Kind != channel.KindMessage || m.Time != at.UnixMilli() || it.Time != m.Time || m.Media == nil {
				t.Errorf("item %d: %s at %d, %+v, %v; want %s", i, it.Key, it.Time, m, err, want[i].Key)
			}
			if m, err := twilio.Open(it.Payload).Message(); err != nil || m.Time != at.UnixMilli() || m.Media.MIME != []string{"image/jpeg", "video/mp4"}[i] {
				t.Errorf("item %d is stored as %+v, %v", i, m, err)
			}
		}
	}
	s := newServer(t).on(listMessages, 200, `{"messages":[`+mms+`]}`).on(list, 200, `{}`)
	if got, err := s.client().ReceivedSMS(t.Context(), rentedNumber, at); err == nil {
		t.Errorf("without its files it is %v", got)
	}
}

// What is passed on from a list is signed for whom it is passed on to.
func TestReceivedSMS_canBeSigned(t *testing.T) {
	t.Parallel()
	s := newServer(t).on(listMessages, 200, `{"messages":[`+listed("SM1", "09:00:07")+`]}`)
	c := twilio.Carrier{Hosts: twilio.HostsAt(s.URL)}.Open(channel.Login{Account: account, Signature: authToken})
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		n := rentedNumber
		n.SMSMethod = method
		list, err := c.(channel.SMSLister).ReceivedSMS(t.Context(), n, time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC))
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		raw := list[0].Raws[0]
		address := "https://shop.example/sms"
		if raw.Query != "" {
			address += "?" + raw.Query
		}
		header := c.(channel.Resigner).Resign(*raw, address)
		r := channel.Request{Method: raw.Method, Address: address, RawQuery: raw.Query, Body: raw.Body, Header: func(name string) string { return header[name] }}
		if !twilio.Verify(r, authToken) {
			t.Errorf("a %s is not signed: %v", method, header)
		}
		if got, err := url.ParseQuery(string(raw.Body) + raw.Query); err != nil || fmt.Sprint(got["SmsStatus"], got["MessageSid"]) != "[received] [SM1]" {
			t.Errorf("it is %v, %v", got, err)
		}
	}
}
