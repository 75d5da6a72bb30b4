# A copy in electronic form that the organisation has made (annex I, part II, I.3): SAO Y, SAO LỤC, TRÍCH SAO.
rule = "copy";
picture = false;
place = "top-right";
text = "{copy_form}; {organisation}; {time}";
time = "dd/MM/yyyy HH:mm:ss +07:00";
font_size = 10;
colour = "black";
level = "B-LT";
