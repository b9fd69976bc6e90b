package wire

// Targets are an inbox's service levels, in minutes; 0 = nothing is promised.
type Targets struct {
	First      int  `json:"first"`      // until the first answer of a person
	Next       int  `json:"next"`       // until each answer after that
	Resolution int  `json:"resolution"` // until the end
	OpenHours  bool `json:"openHours"`  // only minutes count in which the inbox is open
}

// ServiceLevels are what an inbox has promised of one interaction; a nil part is not
// promised.
type ServiceLevels struct {
	First      *ServiceTarget `json:"first,omitempty"`
	Next       *ServiceTarget `json:"next,omitempty"` // of the answer that is owed now
	Resolution *ServiceTarget `json:"resolution,omitempty"`
}

// ServiceTarget is one promise.
type ServiceTarget struct {
	DueAt  int64  `json:"dueAt"`  // Unix ms
	WarnAt int64  `json:"warnAt"` // from when on it is due soon, Unix ms
	Result string `json:"result" of:"desk.ServiceResult | ''"`
}

// RecordService is what became of what an inbox promised. Times are Unix ms, 0 = it was
// not promised.
type RecordService struct {
	FirstDue      int64  `json:"firstDue"`
	First         string `json:"first" of:"desk.ServiceResult | ''"`
	NextMet       int64  `json:"nextMet"` // answers in time after the first
	NextMissed    int64  `json:"nextMissed"`
	ResolutionDue int64  `json:"resolutionDue"`
	Resolution    string `json:"resolution" of:"desk.ServiceResult | ''"`
}
