package httpd

// mostConnections: Windows has no limit of descriptors worth the name.
func mostConnections() int { return unbounded }
