# An appendix in a file of its own (annex I, III.1.d): each file has the number and symbol of its document.
rule = "copy";
picture = false;
place = "top-right";
text = "Số: {number}; {time}";
time = "dd/MM/yyyy HH:mm:ss +07:00";
font_size = 10;
colour = "black";
level = "B-LT";
