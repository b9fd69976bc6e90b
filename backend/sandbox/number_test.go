package sandbox_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

const rentedUS = "14155550148"

func (r *rig) addNumber() string {
	r.t.Helper()
	s, b := r.graph("POST", "/"+waba+"/phone_numbers", obj{"cc": "1", "phone_number": rentedUS, "verified_name": "Harbour & Pine"})
	if s != 200 {
		r.t.Fatalf("add number: %v", b)
	}
	return as[string](b["id"])
}

func (r *rig) askCode(id string) {
	r.t.Helper()
	if s, b := r.graph("POST", "/"+id+"/request_code?code_method=SMS&language=en_US", nil); s != 200 {
		r.t.Fatalf("request code: %v", b)
	}
}

func (r *rig) number(id string) obj {
	_, b := r.graph("GET", "/"+id+"?fields=status,code_verification_status,platform_type,is_pin_enabled", nil)
	return b
}

func TestNumber_fromAddToRegistered(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.addNumber()
	if n := r.number(id); n["status"] != "PENDING" || n["code_verification_status"] != "NOT_VERIFIED" {
		t.Fatalf("new number = %v", n)
	}
	if _, b := r.graph("POST", "/"+id+"/register", obj{"messaging_product": "whatsapp", "pin": "123456"}); code(b) != 133006 {
		t.Errorf("register before verify: %v", b)
	}
	r.askCode(id)
	r.until("the SMS", func() bool { return len(r.got()) == 1 })
	h := r.got()[0]
	form, err := url.ParseQuery(string(h.raw))
	if err != nil || h.path != "/webhooks/vonage/sms" || form.Get("to") != rentedUS || form.Get("msisdn") != "WhatsApp" {
		t.Fatalf("sms = %s %v", h.path, form)
	}
	m := regexp.MustCompile(`^WhatsApp code (\d{3})-(\d{3})$`).FindStringSubmatch(form.Get("text"))
	if m == nil {
		t.Fatalf("text = %q", form.Get("text"))
	}
	if c, _, err := r.s.Code(id); err != nil || c != m[1]+m[2] {
		t.Errorf("Code = %s, %v", c, err)
	}
	verify := func(c string) int { _, b := r.graph("POST", "/"+id+"/verify_code", obj{"code": c}); return code(b) }
	if got := verify(m[1] + "-" + m[2]); got != 100 {
		t.Errorf("with the hyphen: %d", got)
	}
	wrong := "000000"
	if wrong == m[1]+m[2] {
		wrong = "000001"
	}
	if got := verify(wrong); got != 136025 {
		t.Errorf("a wrong code: %d", got)
	}
	if got := verify(m[1] + m[2]); got != 0 {
		t.Errorf("the right code: %d", got)
	}
	if got := verify(m[1] + m[2]); got != 136025 {
		t.Errorf("the code again: %d", got)
	}
	if _, b := r.graph("POST", "/"+id+"/request_code", obj{"code_method": "SMS", "language": "en_US"}); code(b) != 136024 {
		t.Errorf("a code for a verified number: %v", b)
	}
	if s, b := r.graph("POST", "/"+id+"/register", obj{"messaging_product": "whatsapp", "pin": "123456"}); s != 200 {
		t.Errorf("register: %v", b)
	}
	if n := r.number(id); n["status"] != "CONNECTED" || n["platform_type"] != "CLOUD_API" || n["is_pin_enabled"] != true {
		t.Errorf("registered number = %v", n)
	}
}

func TestNumber_codeExpiresAndTriesEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.addNumber()
	verify := func(c string) int { _, b := r.graph("POST", "/"+id+"/verify_code?code="+c, nil); return code(b) }
	if got := verify("123456"); got != 136025 {
		t.Errorf("without a request: %d", got)
	}
	r.askCode(id)
	c, dies, err := r.s.Code(id)
	if err != nil || time.Until(time.UnixMilli(dies)) > 10*time.Minute {
		t.Fatalf("code dies %d, %v", dies, err)
	}
	r.shift.Add(int64(10*time.Minute + time.Second))
	if got := verify(c); got != 136025 {
		t.Errorf("an expired code: %d", got)
	}
	r.askCode(id)
	c, _, _ = r.s.Code(id)
	if err := r.s.ExpireCode(id); err != nil {
		t.Fatal(err)
	}
	if got := verify(c); got != 136025 {
		t.Errorf("a code expired by hand: %d", got)
	}
	r.askCode(id)
	c, _, _ = r.s.Code(id)
	for range 5 {
		verify(strings.Map(func(d rune) rune { return '0' + (d-'0'+1)%10 }, c))
	}
	if got := verify(c); got != 136025 {
		t.Errorf("the right code after five wrong ones: %d", got)
	}
}

func TestNumber_codeRequestsAreLimitedAndChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.addNumber()
	for q, want := range map[string]int{
		"code_method=IVR&language=en_US": 100, "code_method=SMS": 100, "code_method=SMS&language=english": 100,
	} {
		if _, b := r.graph("POST", "/"+id+"/request_code?"+q, nil); code(b) != want {
			t.Errorf("%s: %v", q, b)
		}
	}
	for range 5 {
		r.askCode(id)
	}
	if _, b := r.graph("POST", "/"+id+"/request_code?code_method=SMS&language=en", nil); code(b) != 136024 {
		t.Errorf("the sixth: %v", b)
	}
}

func TestNumber_voiceCodeIsSpokenNotSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.addNumber()
	if s, b := r.graph("POST", "/"+id+"/request_code", url.Values{"code_method": {"VOICE"}, "language": {"en_US"}}); s != 200 {
		t.Fatalf("%v", b)
	}
	c, _, _ := r.s.Code(id)
	for _, n := range r.s.Snapshot().Numbers {
		if n.ID == id && !strings.Contains(n.LastText, strings.Join(strings.Split(c, ""), " ")) {
			t.Errorf("the call said %q", n.LastText)
		}
	}
	r.write("lena", "marker")
	r.until("the marker", func() bool { return len(r.got()) > 0 })
	if len(r.messages()) != 1 {
		t.Error("an SMS was sent")
	}
}

func TestNumber_pinAndRegisterLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	register := func(pin string) int {
		_, b := r.graph("POST", "/"+line+"/register", obj{"messaging_product": "whatsapp", "pin": pin})
		return code(b)
	}
	for pin, want := range map[string]int{"12345": 100, "abcdef": 100, "999999": 133005, "246810": 0} {
		if got := register(pin); got != want {
			t.Errorf("pin %s: %d, want %d", pin, got, want)
		}
	}
	if _, b := r.graph("POST", "/"+line+"/register", obj{"pin": "246810"}); code(b) != 100 {
		t.Errorf("without the product: %v", b)
	}
	if _, b := r.graph("POST", "/"+line+"/register",
		obj{"messaging_product": "whatsapp", "pin": "246810", "data_localization_region": "XX"}); code(b) != 100 {
		t.Errorf("an unknown region: %v", b)
	}
	r.graph("POST", "/"+line, obj{"pin": "112233"})
	if got := register("246810"); got != 133005 {
		t.Errorf("the old PIN: %d", got)
	}
	for range 7 {
		register("112233")
	}
	if got := register("112233"); got != 133016 {
		t.Errorf("the eleventh in 72 hours: %d", got)
	}
	r.shift.Add(int64(73 * time.Hour))
	if got := register("112233"); got != 0 {
		t.Errorf("after 72 hours: %d", got)
	}
	if s, b := r.graph("POST", "/"+line+"/deregister", nil); s != 200 {
		t.Errorf("deregister: %v", b)
	}
	if _, b := r.trySend("+4915228817386", text("hi")); code(b) != 133010 {
		t.Errorf("send from a number that is not registered: %v", b)
	}
	if _, err := r.s.Write("lena", line, sandbox.Content{Text: "hi"}); err == nil {
		t.Error("a customer reached a number that is not registered")
	}
}

func TestNumber_addIsChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.addNumber()
	for name, c := range map[string]struct {
		in   obj
		want int
	}{
		"no cc":     {obj{"phone_number": "6505550101", "verified_name": "Shop"}, 100},
		"no number": {obj{"cc": "1", "verified_name": "Shop"}, 100},
		"no name":   {obj{"cc": "1", "phone_number": "6505550101"}, 100},
		"too short": {obj{"cc": "1", "phone_number": "911", "verified_name": "Shop"}, 100},
		"twice":     {obj{"cc": "1", "phone_number": "4155550148", "verified_name": "Shop"}, 2388012},
	} {
		if _, b := r.graph("POST", "/"+waba+"/phone_numbers", c.in); code(b) != c.want {
			t.Errorf("%s: %v", name, b)
		}
	}
}
