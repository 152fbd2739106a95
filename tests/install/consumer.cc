// What somebody else's C++17 program does with an installed zsip.
#include <iostream>
#include <string_view>
#include <zsip.h>

int main()
{
	constexpr std::string_view text =
	        "SIP/2.0 180 Ringing\r\n"
	        "Via: SIP/2.0/UDP a.example;branch=z9hG4bK1, SIP/2.0/TCP "
	        "b.example;branch=z9hG4bK2\r\n\r\n";
	zsip_field fields[8];
	zsip_message msg;
	zsip_list list;
	zsip_value value;
	int vias = 0;

	zsip_message_init(&msg, fields, 8, nullptr);
	if (zsip_message_parse(&msg, text.data(), text.size(), nullptr) !=
	    ZSIP_OK)
		return 1;
	zsip_list_start(&list, &msg, ZSIP_HDR_VIA);
	while (zsip_list_next(&list, &value, nullptr) == ZSIP_OK)
		vias++;
	std::cout << "C++17: " << msg.status_code << " through " << vias
	          << " Vias\n";
	return vias == 2 ? 0 : 1;
}
