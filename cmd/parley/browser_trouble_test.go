package main

import (
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// trouble gathers everything that a tab complains of: console errors and
// warnings, exceptions, failed loads, and reports of the content policy. It
// also counts what the tab asks the server for.
type trouble struct {
	mu       sync.Mutex
	found    []string
	expected []string
	requests []string // method, path and query of everything asked for
	asks     []string // the addresses of the same, whole
	sockets  int      // sockets opened, or tried to
}

// hear takes an event of the tab; it runs on the goroutine that reads them.
func (c *trouble) hear(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch event := event.(type) {
	case *log.EventEntryAdded:
		if entry := event.Entry; entry.Level == log.EntryLevelError || entry.Level == log.EntryLevelWarning {
			c.found = append(c.found, fmt.Sprintf("%s %s: %s %s", entry.Source, entry.Level, entry.Text, entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		switch event.Type {
		case runtime.ConsoleAPICalledTypeError, runtime.ConsoleAPICalledTypeWarning, runtime.ConsoleAPICalledTypeAssert:
			c.found = append(c.found, fmt.Sprintf("console.%s: %s", event.Type, spoken(event.Args)))
		}
	case *runtime.EventExceptionThrown:
		c.found = append(c.found, "exception: "+event.ExceptionDetails.Text+" "+thrown(event.ExceptionDetails))
	case *network.EventRequestWillBeSent:
		c.asked(event.Request.Method, event.Request.URL)
	case *page.EventJavascriptDialogOpening:
		c.found = append(c.found, "a dialog: "+event.Message)
	case *network.EventLoadingFailed:
		if event.BlockedReason != "" {
			c.found = append(c.found, "blocked: "+string(event.BlockedReason))
		}
	case *network.EventWebSocketCreated:
		c.sockets++
	}
}

func (c *trouble) asked(method, address string) {
	c.asks = append(c.asks, address)
	at, err := url.Parse(address)
	if err != nil {
		return
	}
	c.requests = append(c.requests, method+" "+at.RequestURI())
	if at.Path == "/csp-report" {
		c.found = append(c.found, "a report of the content policy")
	}
}

// elsewhere lists what was asked of any place but this one. A data: address
// asks nobody; Chromium draws its own controls with them.
func (c *trouble) elsewhere(place string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var addresses []string
	for _, address := range c.asks {
		if !strings.HasPrefix(address, place+"/") && !strings.HasPrefix(address, "about:") && !strings.HasPrefix(address, "data:") {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

func thrown(details *runtime.ExceptionDetails) string {
	if details.Exception == nil {
		return ""
	}
	return details.Exception.Description
}

// spoken is what a console call printed.
func spoken(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		words = append(words, strings.Trim(string(arg.Value), `"`)+arg.Description)
	}
	return strings.Join(words, " ")
}

// unexpected lists what the story did not announce.
func (c *trouble) unexpected() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var rest []string
	for _, found := range c.found {
		if !c.announced(found) {
			rest = append(rest, found)
		}
	}
	return rest
}

func (c *trouble) announced(found string) bool {
	for _, part := range c.expected {
		if strings.Contains(found, part) {
			return true
		}
	}
	return false
}

// count tells how many requests began with prefix, such as "GET /rooms/1".
func (c *trouble) count(prefix string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, request := range c.requests {
		if strings.HasPrefix(request, prefix) {
			n++
		}
	}
	return n
}

func (c *trouble) openedSockets() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sockets
}

// expect announces complaints that contain one of the parts.
func (c *trouble) expect(parts ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.expected = append(c.expected, parts...)
}
