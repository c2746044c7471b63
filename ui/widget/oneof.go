package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// NewOneOf makes boxes of which at most one is ticked. chosen hears the index
// of the box that was ticked, or -1 when it was emptied.
func NewOneOf(names []string, current int, chosen func(int)) fyne.CanvasObject {
	boxes := make([]*Check, len(names))
	stack := Stack()
	changing := false // by the program, not by the person
	for i, name := range names {
		boxes[i] = NewCheck(name, i == current, func(on bool) {
			if changing {
				return
			}
			changing = true
			for j, other := range boxes {
				if j != i {
					other.SetChecked(false)
				}
			}
			changing = false
			if on {
				chosen(i)
			} else {
				chosen(-1)
			}
		})
		stack.Add(boxes[i])
	}
	return stack
}

// NewTextField makes a field of several lines. Tab leaves it.
func NewTextField(placeholder, text string, changed func(string)) *Field {
	f := &Field{}
	f.MultiLine = true
	f.Wrapping = fyne.TextWrapWord
	f.SetMinRowsVisible(4)
	f.init(placeholder, text, changed, func() {})
	return f
}

// NewLink makes a button that looks like a line of text and leads on.
func NewLink(text string, icon fyne.Resource, pressed func()) *Button {
	b := NewButton(text, icon, pressed)
	b.Importance = widget.LowImportance
	b.Alignment = widget.ButtonAlignLeading
	return b
}
