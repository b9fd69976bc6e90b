// Package phone reads telephone numbers strictly: what comes out is E.164 that
// can be given to Meta and the carriers, and what does not pass says why in a
// sentence that stands beside the field.
//
// It is for numbers of the business, typed by a person or taken from a
// carrier's list, and for showing any number. It is not for checking customers'
// WhatsApp ids: WhatsApp uses historic forms that no numbering plan allows, so
// those are stored as received and only rendered here. It is used by provision
// (step "choose the number") and wherever a number is shown.
package phone
