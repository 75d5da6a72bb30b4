# An attached document in a file of its own (annex I, II.8.b): a text in the top right corner of the first page.
rule = "copy";
picture = false;
place = "top-right";
text = "Số: {number}; {time}";
time = "dd/MM/yyyy HH:mm:ss +07:00";
font_size = 10;
colour = "black";
level = "B-LT";
