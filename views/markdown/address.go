package markdown

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/idna"
)

// linkRel keeps a page that a link leads to from reaching back, and search
// engines from counting it.
const linkRel = "nofollow noopener noreferrer ugc"

// behindScheme is how a web address goes on behind http or https. It ends
// before what Markdown needs behind it; trimAddress cuts off what ends a
// sentence.
var behindScheme = regexp.MustCompile("^://(?:\\[[0-9A-Fa-f:.]+\\])?[^\\s<>\"`\\[\\]]+")

// addresses reads web addresses that stand in a text without any mark, before
// their letters can mean emphasis.
type addresses struct{}

func (addresses) Trigger() []byte { return []byte{':'} }

// Parse sees the colon; the scheme in front of it has become text already and
// is taken back.
func (addresses) Parse(parent ast.Node, from text.Reader, _ parser.Context) ast.Node {
	line, at := from.PeekLine()
	before, ok := parent.LastChild().(*ast.Text)
	if !ok || before.Segment.Stop != at.Start || len(line) < 4 || line[1] != '/' {
		return nil
	}
	scheme := schemeAt(string(before.Segment.Value(from.Source())))
	rest := behindScheme.Find(line)
	if scheme == "" || rest == nil {
		return nil
	}
	start, whole := at.Start-len(scheme), scheme+string(rest)
	length := len(trimAddress(whole)) - len(scheme)
	if length <= len("://") {
		return nil
	}
	before.Segment = before.Segment.WithStop(start)
	from.Advance(length)
	value := ast.NewTextSegment(text.NewSegment(start, at.Start+length))
	found := ast.NewAutoLink(ast.AutoLinkURL, value)
	found.SetPos(start)
	return found
}

// schemeAt is the scheme that a text ends with.
func schemeAt(before string) string {
	for _, scheme := range []string{"https", "http"} {
		if strings.HasSuffix(before, scheme) {
			return scheme
		}
	}
	return ""
}

// trimAddress leaves punctuation that ends a sentence outside the address, and
// a closing bracket that was opened before it.
func trimAddress(address string) string {
	for {
		trimmed := strings.TrimRight(address, ".,;:!?'*_~|")
		if strings.HasSuffix(trimmed, ")") && strings.Count(trimmed, "(") < strings.Count(trimmed, ")") {
			trimmed = trimmed[:len(trimmed)-1]
		}
		if trimmed == address {
			return address
		}
		address = trimmed
	}
}

// hrefOf is where an address leads, empty where it must be no link: it names a
// host and no user, whose name could pass for one, or a mailbox.
func hrefOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return ""
	}
	switch {
	case (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "":
		host, err := asciiHost(u.Host)
		if err != nil {
			return ""
		}
		u.Host = host
		return u.String()
	case u.Scheme == "mailto" && strings.Contains(u.Opaque, "@") && u.RawQuery == "" && u.Fragment == "":
		return u.String()
	}
	return ""
}

// honest shows an address with the name of the host as the network knows it:
// letters of other alphabets can imitate another.
func honest(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	host, err := asciiHost(u.Host)
	if err != nil || host == u.Host {
		return address
	}
	return strings.Replace(address, u.Host, host, 1)
}

func asciiHost(host string) (string, error) {
	for _, letter := range host {
		if letter >= 0x80 {
			name, port, _ := strings.Cut(host, ":")
			ascii, err := idna.Lookup.ToASCII(name)
			if port != "" {
				ascii += ":" + port
			}
			return ascii, err
		}
	}
	return host, nil
}
