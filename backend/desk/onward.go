package desk

// Onward is an SMS that is passed on to where it went before this relay took it. Times
// are Unix milliseconds.
type Onward struct {
	Key    string // the carrier's of this SMS, or this part; the same whenever it is sent again
	Org    OrgID  // by whose account it came
	Phone  PhoneNumber
	At     int64  // when it came; when it went, once it is done
	NextAt int64  // not before; 0 = it is done, and only its key is remembered
	Tries  int    // in vain
	Box    []byte // what is to be sent, sealed; nil when it is not read
}

// Done says whether nothing is left to do: the SMS arrived, or its time is over.
func (o Onward) Done() bool { return o.NextAt == 0 }

// SecretName names the sealed webhook among the organization's secrets.
func (o Onward) SecretName() string { return "onward/" + o.Key }
