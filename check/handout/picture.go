package handout

import (
	"image"

	"neem/assets/fonts"
	"neem/check/handout/typeset"
)

// Measures of pictures, in pixels.
const (
	pictureWidth = 1080
	margin       = 44
	strip        = 20 // of colour at the top edge
	cardGap      = 20
	partGap      = 40

	// photoHeight is how high a picture may be that messengers send as a photo:
	// they make the longer side about 1600 pixels.
	photoHeight = 1600
)

// PNG returns the sheet as one picture: 1080 pixels wide and as high as its
// content needs, some 3000 to 6500. The same sheet gives the same bytes.
//
// It is for messengers that send it as a document. As a photo they would
// shrink it until nobody can read it; that is what [Sheet.Photos] is for.
//
// A character that the fonts lack is drawn as an empty box; see
// [Sheet.Missing]. An error is a fault of the program.
func (s *Sheet) PNG() ([]byte, error) {
	p, err := newPainter(s)
	if err != nil {
		return nil, err
	}
	return canvas(column(p.parts(s))).PNG()
}

// Photos returns the sheet as PNG pictures to send together as photos, in
// order: each 1080 pixels wide and no higher than messengers let pass without
// shrinking it. No card is cut in two; one that is higher by itself has a
// picture of its own. Each picture says which of how many it is.
func (s *Sheet) Photos() ([][]byte, error) {
	p, err := newPainter(s)
	if err != nil {
		return nil, err
	}
	var photos [][]byte
	for _, c := range p.photos(s) {
		photo, err := c.PNG()
		if err != nil {
			return nil, err
		}
		photos = append(photos, photo)
	}
	return photos, nil
}

// Missing returns the characters of the sheet that its fonts lack, each once
// for each text it stands in. There should be none: pictures show them as empty
// boxes, and the page leaves them to the fonts of the computer.
func (s *Sheet) Missing() ([]rune, error) {
	p, err := newPainter(s)
	if err != nil {
		return nil, err
	}
	var missing []rune
	for _, text := range s.texts() {
		missing = append(missing, p.Missing(text)...)
	}
	return missing, nil
}

func newPainter(s *Sheet) (painter, error) {
	face := fonts.For(s.Language.Tag)
	setter, err := typeset.New(face.Regular(), face.Bold(), s.Language.Tag, s.Language.RTL)
	return painter{setter}, err
}

// canvas draws a box within margins.
func canvas(content box) *typeset.Canvas {
	c := typeset.NewCanvas(pictureWidth, strip+margin+content.height+margin, ground.rgba())
	c.Rectangle(image.Rect(0, 0, pictureWidth, strip), primary.rgba())
	content.draw(c, image.Pt(margin, strip+margin))
	return c
}

// photos draws the sheet on as few canvases as it needs, all about as high.
func (p painter) photos(s *Sheet) []*typeset.Canvas {
	parts := p.parts(s)
	tag := p.which(1, 9).height + cardGap
	limit := photoHeight - strip - 2*margin - tag
	pages := divide(parts, limit)
	for len(pages) > 1 {
		lower := divide(parts, limit-20)
		if len(lower) > len(pages) {
			break
		}
		pages, limit = lower, limit-20
	}
	canvases := make([]*typeset.Canvas, len(pages))
	for i, page := range pages {
		content := column(page)
		if len(pages) > 1 {
			content = stack(cardGap, content, p.which(i+1, len(pages)))
		}
		canvases[i] = canvas(content)
	}
	return canvases
}

// divide deals parts out to pages that are no higher than a limit, unless a
// single part is.
func divide(parts []part, limit int) [][]part {
	var pages [][]part
	first := 0
	for i := range parts {
		if i > first && column(parts[first:i+1]).height > limit {
			pages = append(pages, parts[first:i])
			first = i
		}
	}
	return append(pages, parts[first:])
}
