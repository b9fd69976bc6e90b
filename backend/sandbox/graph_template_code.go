package sandbox

// writeLoginCode gives a template of a login code the text that Meta writes, and its button
// the form in which Meta lists it: an address that ends with the code ("Authentication
// templates").
func (t *template) writeLoginCode() {
	if t.Category != "AUTHENTICATION" {
		return
	}
	if b := t.part("BODY"); b != nil && b.Text == "" {
		b.Text = "*{{1}}* is your verification code, so keep it."
		if b.Advice {
			b.Text = "*{{1}}* is your verification code. For your security, do not share this code."
		}
		b.Example = raw(map[string]any{"body_text": [][]string{{"123456"}}})
	}
	buttons := t.part("BUTTONS")
	if buttons == nil {
		return
	}
	for i := range buttons.Buttons {
		b := &buttons.Buttons[i]
		if b.Type != "OTP" || b.OTP != "COPY_CODE" {
			continue
		}
		if b.Text == "" {
			b.Text = "Copy code"
		}
		const address = "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp"
		b.Type, b.OTP, b.URL, b.Example = "URL", "", address+"{{1}}", []string{address + "123456"}
	}
}
